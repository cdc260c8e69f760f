using System.Runtime.ExceptionServices;
using Hitl.Memory;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>The calls of a turn of a chat client: judged by batch, recorded before they run, run once.</summary>
internal sealed class ChatCalls
{
    private readonly OversightChatClient _client;
    private readonly ChatTurnOptions _options;
    private readonly OversightGate _gate;
    private readonly bool _isStreaming;
    private readonly List<Exception> _errors = [];
    private int _failing;

    public ChatCalls(OversightChatClient client, ChatTurnOptions options, OversightGate gate, bool isStreaming)
    {
        _client = client;
        _options = options;
        _gate = gate;
        _isStreaming = isStreaming;
    }

    /// <summary>The results that the caller has sent of calls that were left to it.</summary>
    public IReadOnlyDictionary<string, FunctionResultContent> Results { get; set; } = new Dictionary<string, FunctionResultContent>();

    /// <summary>Judges the calls at the end of what a model said, and records them.</summary>
    /// <param name="run">The run.</param>
    /// <param name="messages">What the model said, with the names of tools as they are stored.</param>
    /// <param name="isLast">Whether no more calls are run in this turn.</param>
    /// <returns>The batch, and the messages as they are stored; no batch when there are no calls.</returns>
    public async Task<(CallBatch? Batch, IReadOnlyList<ChatMessage> Stored)> OpenAsync(ThreadRun run, List<ChatMessage> messages, bool isLast)
    {
        var answered = HistoryReader.Answered(messages);
        var first = messages.Count;
        while (first > 0 && messages[first - 1].Role == ChatRole.Assistant)
        {
            first--;
        }

        var own = messages.Skip(first).ToList();
        if (!own.Exists(m => m.Contents.Any(c => c is FunctionCallContent call && IsOpen(call))))
        {
            return (null, messages);
        }

        var before = new HistoryReader(run);
        before.Read([.. messages.Take(first)]);
        own = [.. own.Select(m => ChatClientTools.Rename(m, call => ChatClientTools.Copy(call, run.UniqueId(call.CallId), call.Name, call.AdditionalProperties)))];
        own.ForEach(m => m.RawRepresentation = null);
        run.BeforeBatch = run.Converse(before.Messages);
        var calls = new List<CallEntry>();
        foreach (var call in own.SelectMany(m => m.Contents).OfType<FunctionCallContent>())
        {
            calls.Add(await JudgeAsync(run, call, isLast).ConfigureAwait(false));
        }

        if (calls.Find(c => c.State == CallState.Ready) is { CanRunAgain: false } opener)
        {
            (opener.State, opener.Attempt) = (CallState.Executing, 1);
        }

        var batch = new CallBatch(calls);
        await run.OpenAsync([.. before.Messages, .. own], before.Closed, batch, run.Cancellation).ConfigureAwait(false);
        return (batch, [.. before.Messages, .. own]);

        bool IsOpen(FunctionCallContent call) => !call.InformationalOnly && !answered.Contains(call.CallId);
    }

    /// <summary>Runs the calls of a batch that may run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="iteration">How many requests of the turn came before.</param>
    /// <param name="show">Is told of each call that was run.</param>
    public async Task RunAsync(ThreadRun run, CallBatch batch, int iteration, Func<CallEntry, ValueTask> show)
    {
        _errors.Clear();
        var ready = batch.Calls.Where(c => c.State is CallState.Ready or CallState.Executing).ToList();
        if (_client.AllowConcurrentInvocation && ready.Count > 1)
        {
            await Task.WhenAll(ready.Select(c => RunAsync(run, batch, c, next: null, iteration))).ConfigureAwait(false);
            foreach (var call in ready.Where(c => c.State.IsSettled()))
            {
                await show(call).ConfigureAwait(false);
            }
        }
        else
        {
            for (var i = 0; i < ready.Count; i++)
            {
                await RunAsync(run, batch, ready[i], i + 1 < ready.Count ? ready[i + 1] : null, iteration).ConfigureAwait(false);
                if (ready[i].State.IsSettled())
                {
                    await show(ready[i]).ConfigureAwait(false);
                }
            }
        }

        if (run.Batch is { IsComplete: true })
        {
            await run.CloseAsync(run.Cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the turn when functions failed too often, one batch after the other.</summary>
    public void ThrowIfFailing()
    {
        _failing = _errors.Count == 0 ? 0 : _failing + 1;
        if (_failing <= _client.MaximumConsecutiveErrorsPerRequest)
        {
            return;
        }

        if (_errors is [var error])
        {
            ExceptionDispatchInfo.Throw(error);
        }

        throw new AggregateException(_errors);
    }

    private ValueTask<CallEntry> JudgeAsync(ThreadRun run, FunctionCallContent call, bool isLast)
    {
        var (plugin, name) = ToolNames.Split(call);
        var function = _options.Tools.FindStored(call.Name);
        var declared = function is null ? _options.Tools.FindDeclared(call.Name) : null;
        return _gate.JudgeAsync(
            run.ThreadId,
            new RequestedCall
            {
                Id = call.CallId,
                Tool = function is not null ? ToolDefinitions.From(function)
                    : declared is not null ? ToolDefinitions.From(declared)
                    : new ToolDefinition { Name = call.Name, PluginName = plugin, FunctionName = name },
                Arguments = ToolArguments.GetRaw(call),
                Error = call.Exception is { } exception ? $"Error: Function call processing failed. Correct yourself. {exception.Message}"
                    : function is null && declared is null ? ChatClientTools.NotFound(call.Name)
                    : isLast ? ToolMessages.NotRun
                    : null,
                Origin = CallOrigin.Model,
                ByCaller = declared is not null,
                UserId = _options.UserId,
                Conversation = run.BeforeBatch,
            },
            run.NewReviewId,
            run.Cancellation);
    }

    private async Task RunAsync(ThreadRun run, CallBatch batch, CallEntry call, CallEntry? next, int iteration)
    {
        if (run.IsStopped)
        {
            await run.SettleAsync(call, CallState.Failed, ResultJson.Text(ToolMessages.NotRun), next: null).ConfigureAwait(false);
        }
        else if (call.Data.ByCaller)
        {
            await (Results.TryGetValue(call.Id, out var given) ? EndAsync(run, call, given, next) : run.HandAsync(call)).ConfigureAwait(false);
        }
        else if (_options.Tools.FindStored(call.Data.Tool) is { } function)
        {
            await CallExecution.RunAsync(run, call, next, () => InvokeAsync(run, batch, call, function, iteration)).ConfigureAwait(false);
        }
        else
        {
            await run.SettleAsync(call, CallState.Failed, ResultJson.Text(ToolMessages.NotFound), next).ConfigureAwait(false);
        }
    }

    private static Task EndAsync(ThreadRun run, CallEntry call, FunctionResultContent given, CallEntry? next) =>
        CallExecution.EndAsync(
            run,
            call,
            next,
            given.Exception is { } error ? (CallState.Failed, ToolMessages.Failed(error)) : (CallState.Succeeded, ToolResults.ToStored(given.Result)),
            hasRun: true,
            given.Exception);

    private async Task<object?> InvokeAsync(ThreadRun run, CallBatch batch, CallEntry call, AIFunction function, int iteration)
    {
        // A kernel function does not pass the function filter on this way, so what it invokes is nested.
        GateScope.Current!.Arrive();
        var content = ReplyContents.Call(call.Id, _options.Tools.OfferedName(call.Data.Tool), call.EffectiveArguments);
        var context = new FunctionInvocationContext
        {
            Function = function,
            Arguments = new AIFunctionArguments(new Dictionary<string, object?>(content.Arguments!)) { Services = _client.Services },
            CallContent = content,
            Messages = [.. run.Log],
            Options = _options.ForModel(isFirst: false, isLast: false),
            Iteration = iteration,
            FunctionCallIndex = batch.Calls.ToList().IndexOf(call),
            FunctionCount = batch.Calls.Count,
            IsStreaming = _isStreaming,
        };
        try
        {
            return ToolResults.ToStored(await _client.InvokeAsync(context, run.Cancellation).ConfigureAwait(false));
        }
        catch (Exception e) when (e is not HitlException && !run.Cancellation.IsCancellationRequested)
        {
            lock (_errors)
            {
                _errors.Add(e);
            }

            throw;
        }
        finally
        {
            run.IsStopped |= context.Terminate;
        }
    }
}
