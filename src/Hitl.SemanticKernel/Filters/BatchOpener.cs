using System.Runtime.CompilerServices;
using Hitl.Memory;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>Judges and records a batch when the first of its calls reaches the filter, once, however many arrive at the same time.</summary>
internal sealed class BatchOpener
{
    private readonly ConditionalWeakTable<object, Lazy<Task<OpenedBatch?>>> _batches = [];
    private readonly OversightGate _gate;
    private readonly ThreadRuns _runs;

    public BatchOpener(OversightGate gate, ThreadRuns runs)
    {
        _gate = gate;
        _runs = runs;
    }

    /// <summary>Opens the batch of a call.</summary>
    /// <returns>The batch; <see langword="null"/> when the turn is over and something let the model go on all the same.</returns>
    public Task<OpenedBatch?> OpenAsync(AutoFunctionInvocationContext context, ThreadRun? run)
    {
        var isConnector = ConnectorBatch.IsAbout(context);
        object message = isConnector ? context.ChatMessageContent : context.Messages[^1];
        return _batches.GetValue(message, _ => new Lazy<Task<OpenedBatch?>>(() => OpenAsync(context, run, isConnector))).Value;
    }

    private async Task<OpenedBatch?> OpenAsync(AutoFunctionInvocationContext context, ThreadRun? run, bool isConnector)
    {
        if (run is { Batch: not null })
        {
            return null;
        }

        var request = isConnector ? ConnectorBatch.Read(context, run?.Position ?? 0) : ChatClientBatch.Read(context, run?.Position ?? 0);
        return run is not null
            ? new OpenedBatch(run, await OpenAsync(run, request, request.Messages, context).ConfigureAwait(false), isOwnRun: false)
            : await OpenOwnAsync(request, context).ConfigureAwait(false);
    }

    private async Task<OpenedBatch> OpenOwnAsync(BatchRequest request, AutoFunctionInvocationContext context)
    {
        var threadId = OversightThreads.Find(context.Kernel, context.ExecutionSettings);
        var run = threadId is null
            ? _runs.Defer(OversightThreads.New(), context.CancellationToken)
            : await _runs.BeginBatchAsync(threadId, context.CancellationToken).ConfigureAwait(false);
        try
        {
            if (run.Batch is { } open)
            {
                throw new ThreadAwaitingReviewException(run.ThreadId, [.. open.Calls.Select(c => c.ReviewId).OfType<string>()]);
            }

            var messages = HistoryPrefix.Skip(run.ThreadId, run.Log, request.Messages);
            if (messages.Count < request.OwnMessages)
            {
                throw new HistoryConflictException($"The chat history given for thread '{run.ThreadId}' is older than the stored one. Take the history from the thread.");
            }

            return new OpenedBatch(run, await OpenAsync(run, request, messages, context).ConfigureAwait(false), isOwnRun: true);
        }
        catch
        {
            await run.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<CallBatch> OpenAsync(ThreadRun run, BatchRequest request, IReadOnlyList<ChatMessage> messages, AutoFunctionInvocationContext context)
    {
        var tokens = run.TakeStreamed() ?? request.Tokens;
        var before = new HistoryReader(run, isHistory: RunScope.Current != run);
        before.Read([.. messages.SkipLast(request.OwnMessages)]);

        run.BeforeBatch = run.Converse(before.Messages);
        var userId = OversightUsers.Find(context.Kernel, context.ExecutionSettings);
        var calls = new List<CallEntry>();
        var own = messages.TakeLast(request.OwnMessages).Select(m => ChatClientTools.Rename(m, call => call.InformationalOnly ? call : WithId(call))).ToList();
        var contents = own.SelectMany(m => m.Contents).OfType<Microsoft.Extensions.AI.FunctionCallContent>().Where(c => !c.InformationalOnly).ToList();
        for (var i = 0; i < contents.Count; i++)
        {
            calls.Add(await JudgeAsync(run, contents[i], request, i, userId, Confidence(tokens, own, contents[i])).ConfigureAwait(false));
        }

        var opener = calls[context.FunctionCallIndex];
        if (opener is { State: CallState.Ready, CanRunAgain: false })
        {
            (opener.State, opener.Attempt) = (CallState.Executing, 1);
        }

        var batch = new CallBatch(calls);
        await run.OpenAsync([.. before.Messages, .. own], before.Closed, batch, run.Cancellation).ConfigureAwait(false);
        run.Position = request.Position;
        return batch;

        Microsoft.Extensions.AI.FunctionCallContent WithId(Microsoft.Extensions.AI.FunctionCallContent call) =>
            ChatClientTools.Copy(call, run.UniqueId(call.CallId), call.Name, call.AdditionalProperties);
    }

    private static double? Confidence(TokenProbabilities? tokens, List<ChatMessage> own, Microsoft.Extensions.AI.FunctionCallContent call) =>
        tokens?.Confidence(
            string.Concat(own.Select(m => m.Text)),
            call.Name,
            ToolArguments.GetRawText(call) ?? ToolArguments.GetRaw(call)?.GetRawText() ?? "");

    private ValueTask<CallEntry> JudgeAsync(ThreadRun run, Microsoft.Extensions.AI.FunctionCallContent call, BatchRequest request, int index, string? userId, double? confidence)
    {
        var (function, arguments, error) = request.Functions[index];
        var (plugin, name) = ToolNames.Split(call);
        return _gate.JudgeAsync(
            run.ThreadId,
            new RequestedCall
            {
                Id = call.CallId,
                Tool = function is null ? new ToolDefinition { Name = call.Name, PluginName = plugin, FunctionName = name } : ToolDefinitions.From(function),
                Arguments = ToolArguments.GetRaw(call),
                Error = error,
                Origin = CallOrigin.Model,
                UserId = userId,
                Conversation = run.BeforeBatch,
                Confidence = confidence,
                Request = request.Request,
                Function = function,
                Values = arguments,
            },
            run.NewReviewId,
            run.Cancellation);
    }
}
