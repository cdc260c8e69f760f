using System.Runtime.ExceptionServices;
using Hitl.Memory;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Hitl.SemanticKernel;

/// <summary>Runs turns: the calls that were decided, then the model.</summary>
internal sealed class TurnRunner
{
    private readonly ThreadRuns _runs;
    private readonly AnswerGate _answers;
    private readonly TrackRecord _record;

    public TurnRunner(ThreadRuns runs, AnswerGate answers, TrackRecord record) => (_runs, _answers, _record) = (runs, answers, record);

    public Task<AgentTurn> InvokeAsync(string threadId, IReadOnlyList<ChatMessage> messages, TurnRequest request, CancellationToken cancellationToken) =>
        TraceAsync(threadId, request, isResume: false, () => BeginAsync(threadId, messages, request, cancellationToken));

    public Task<AgentTurn> ResumeAsync(string threadId, TurnRequest request, CancellationToken cancellationToken) =>
        TraceAsync(threadId, request, isResume: true, () => GoOnAsync(threadId, request, cancellationToken));

    private static async Task<AgentTurn> TraceAsync(string threadId, TurnRequest request, bool isResume, Func<Task<AgentTurn>> run)
    {
        var (client, modelId) = ModelTurn.Describe(request.Kernel, request.Settings);
        using var activity = HitlTelemetry.StartTurn(threadId, isResume, client, modelId);
        var turn = await HitlTelemetry.EndAsync(activity, run).ConfigureAwait(false);
        HitlTelemetry.EndTurn(activity, HitlTelemetry.OutcomeOf(turn.Status));
        return turn;
    }

    private async Task<AgentTurn> BeginAsync(string threadId, IReadOnlyList<ChatMessage> messages, TurnRequest request, CancellationToken cancellationToken)
    {
        ThrowIfNoOversight(request.Kernel);
        if (messages.Any(m => m.Contents.Any(c => c is Microsoft.Extensions.AI.FunctionCallContent or Microsoft.Extensions.AI.FunctionResultContent)))
        {
            throw new ArgumentException("Messages for an agent hold no calls and no results. Use AppendAsync to take over a conversation.", nameof(messages));
        }

        await ThrowIfStoppedAsync(threadId, request, cancellationToken).ConfigureAwait(false);
        var (snapshot, run) = await _runs.BeginAsync(threadId, new BeginRequest(BeginMode.Invoke) { Messages = messages }, cancellationToken).ConfigureAwait(false);
        return run is null
            ? AgentTurn.Awaiting(threadId, snapshot.Calls, messageQueued: messages.Count > 0)
            : await RunAsync(run, request with { IsQueued = messages.Count > 0 && run.Batch is not null }).ConfigureAwait(false);
    }

    private async Task<AgentTurn> GoOnAsync(string threadId, TurnRequest request, CancellationToken cancellationToken)
    {
        ThrowIfNoOversight(request.Kernel);
        await ThrowIfStoppedAsync(threadId, request, cancellationToken).ConfigureAwait(false);
        var (snapshot, run) = await _runs.BeginAsync(threadId, new BeginRequest(BeginMode.Resume), cancellationToken).ConfigureAwait(false);
        if (run is not null)
        {
            return await RunAsync(run, request with { IsResume = true }).ConfigureAwait(false);
        }

        return snapshot.Status == BeginStatus.Waiting
            ? AgentTurn.Awaiting(threadId, snapshot.Calls, messageQueued: false)
            : Ended(threadId, snapshot.Log.LastOrDefault());
    }

    public async Task AppendAsync(string threadId, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        LogInvariant.Check(threadId, messages);
        var run = await _runs.BeginBatchAsync(threadId, cancellationToken).ConfigureAwait(false);
        await using var running = run.ConfigureAwait(false);
        if (run.Batch is { } open)
        {
            throw new ThreadAwaitingReviewException(threadId, [.. open.Calls.Select(c => c.ReviewId).OfType<string>()]);
        }

        LogInvariant.Check(threadId, run.Log.Concat(messages));
        await run.FinishAsync(messages, [], Then.Release, cancellationToken).ConfigureAwait(false);
    }

    private async Task<AgentTurn> RunAsync(ThreadRun run, TurnRequest request)
    {
        // It is there when the model has answered.
        _record.Refresh();
        await using (run.ConfigureAwait(false))
        {
            try
            {
                return await RunToEndAsync(run, request).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (run.Failure is not null)
            {
                ExceptionDispatchInfo.Throw(run.Failure);
                throw;
            }
        }
    }

    private async Task<AgentTurn> RunToEndAsync(ThreadRun run, TurnRequest request)
    {
        AgentTurn? held = null;
        if (run.Batch is { } batch)
        {
            HitlTelemetry.Link(batch.Calls.Concat(run.Nested));
            await RunCallsAsync(run, batch, request.Kernel).ConfigureAwait(false);
            if (run.IsWaiting)
            {
                return Awaiting(run, request.IsQueued);
            }

            if (run.IsStopped)
            {
                return await FinishAsync(run, request, new ModelReply([], null)).ConfigureAwait(false);
            }

            if (batch.IsAnswer)
            {
                held = Ended(run.ThreadId, batch.Results()[^1]);
                await AnswerGate.ShowAsync(request, held.Message).ConfigureAwait(false);
                if (run.Log[^1].Role == ChatRole.Assistant)
                {
                    return held;
                }
            }
            else if (batch.After == After.Nothing && (run.Log.Count == 0 || run.Log[^1].Role != ChatRole.User))
            {
                return new AgentTurn { Status = AgentTurnStatus.Completed, ThreadId = run.ThreadId, Results = [.. batch.Calls.Select(CallRecord.From)] };
            }
        }

        if (request.IsResume && run.Log is [.., { } last] && last.Role == ChatRole.Assistant)
        {
            return Ended(run.ThreadId, last);
        }

        var turn = await CallModelAsync(run, request).ConfigureAwait(false);
        return held is null ? turn : turn with { HeldTurn = held };
    }

    private static async Task RunCallsAsync(ThreadRun run, CallBatch batch, Kernel kernel)
    {
        var ready = batch.Calls.Where(c => c.State is CallState.Ready or CallState.Executing).ToList();
        for (var i = 0; i < ready.Count; i++)
        {
            var (call, next) = (ready[i], i + 1 < ready.Count ? ready[i + 1] : null);
            if (run.IsStopped)
            {
                await run.SettleAsync(call, CallState.Failed, ResultJson.Text(ToolMessages.NotRun), next: null).ConfigureAwait(false);
            }
            else if (call.Data.ByCaller)
            {
                await run.HandAsync(call).ConfigureAwait(false);
            }
            else if (kernel.Plugins.TryGetFunction(call.Data.Plugin, call.Data.Function, out var function))
            {
                call.Function = function;
                await CallExecution.RunAsync(run, call, next, kernel).ConfigureAwait(false);
            }
            else
            {
                await run.SettleAsync(call, CallState.Failed, ResultJson.Text(ToolMessages.NotFound), next).ConfigureAwait(false);
            }
        }

        if (run.Batch is { IsComplete: true })
        {
            await run.CloseAsync(run.Cancellation).ConfigureAwait(false);
        }
    }

    private async Task<AgentTurn> CallModelAsync(ThreadRun run, TurnRequest request)
    {
        ModelReply reply;

        // A thread that a tool invokes is a conversation of its own, not a nested call of the tool.
        (RunScope.Current, GateScope.Current, CurrentCall.Value) = (run, null, null);
        try
        {
            reply = await ModelTurn.CallAsync(run, request.Kernel, request.Settings ?? DefaultSettings(), _answers.Update(request)).ConfigureAwait(false);
        }
        catch (Exception) when (run.Failure is not null)
        {
            ExceptionDispatchInfo.Throw(run.Failure);
            throw;
        }

        if (run.Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return run.IsWaiting ? Awaiting(run, queued: false) : await FinishAsync(run, request, reply).ConfigureAwait(false);
    }

    private async Task<AgentTurn> FinishAsync(ThreadRun run, TurnRequest request, ModelReply reply)
    {
        // Another filter ended the turn: what it kept from running is not run later.
        foreach (var call in run.Batch?.Calls.Where(c => !c.State.IsSettled()).ToList() ?? [])
        {
            await run.SettleAsync(call, CallState.Failed, ResultJson.Text(ToolMessages.NotRun), next: null).ConfigureAwait(false);
        }

        var added = new HistoryReader(run);
        added.Read(reply.Messages);
        if (reply.Answer?.Role != AuthorRole.Assistant)
        {
            added.CloseStopped();
        }

        if (added.Unanswered.FirstOrDefault() is { } tool)
        {
            throw new InvalidOperationException(
                $"The model called '{tool}' and nothing invoked it. Use FunctionChoiceBehavior.Auto() with auto-invocation, and UseKernelFunctionInvocation() on an IChatClient. If you do, the turn made more rounds of calls than these allow.");
        }

        var isJudged = _answers.IsEnabled && reply.Answer?.Role == AuthorRole.Assistant;
        if (isJudged && await _answers.HoldAsync(run, OversightUsers.Find(request.Kernel, request.Settings), added.Messages, added.Closed).ConfigureAwait(false))
        {
            return Awaiting(run, queued: false);
        }

        await run.FinishAsync(added.Messages, added.Closed, Then.Finish, run.Cancellation).ConfigureAwait(false);
        if (isJudged)
        {
            await AnswerGate.ShowAsync(request, reply.Answer).ConfigureAwait(false);
        }

        return Ended(run.ThreadId, added.Messages.Count > 0 ? reply.Answer : null);
    }

    private static AgentTurn Ended(string threadId, ChatMessage? last)
    {
        if (last is not null && HeldAnswer.By(last, MessageProperties.WithheldBy) is not null)
        {
            return new AgentTurn { Status = AgentTurnStatus.Withheld, ThreadId = threadId };
        }

        return Ended(threadId, last?.ToChatMessageContent()) with { CorrectedBy = last is null ? null : HeldAnswer.By(last, MessageProperties.CorrectedBy) };
    }

    private static AgentTurn Ended(string threadId, ChatMessageContent? answer)
    {
        var isAnswer = answer?.Role == AuthorRole.Assistant;
        return new AgentTurn
        {
            Status = isAnswer ? AgentTurnStatus.Completed : AgentTurnStatus.Stopped,
            ThreadId = threadId,
            Message = isAnswer ? answer : null,
        };
    }

    private static AgentTurn Awaiting(ThreadRun run, bool queued) =>
        AgentTurn.Awaiting(run.ThreadId, run.Batch!.Calls.Concat(run.Nested), queued);

    private ValueTask ThrowIfStoppedAsync(string threadId, TurnRequest request, CancellationToken cancellationToken) =>
        _runs.ThrowIfStoppedAsync(threadId, OversightUsers.Find(request.Kernel, request.Settings), tool: null, cancellationToken);

    private static PromptExecutionSettings DefaultSettings() => new() { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };

    private static void ThrowIfNoOversight(Kernel kernel)
    {
        if (!kernel.AutoFunctionInvocationFilters.OfType<AutoFunctionOversightFilter>().Any())
        {
            throw new InvalidOperationException("The kernel has no oversight, so its functions would run unseen. Call AddOversight() on the kernel builder, or on the kernel.");
        }
    }
}
