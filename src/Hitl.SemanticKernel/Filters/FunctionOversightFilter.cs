using System.Runtime.ExceptionServices;
using Hitl.Memory;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>Holds functions that are invoked without a model: by the app, by a prompt template, or by another function.</summary>
internal sealed class FunctionOversightFilter : IFunctionInvocationFilter
{
    private readonly OversightGate _gate;
    private readonly NestedGate _nested;
    private readonly ThreadRuns _runs;

    public FunctionOversightFilter(OversightGate gate, NestedGate nested, ThreadRuns runs)
    {
        _gate = gate;
        _nested = nested;
        _runs = runs;
    }

    public Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next) =>
        GateScope.Current is { } scope
            ? scope.IsOwn(context.Function) || IsJudged(context.Function) ? next(context)
                : IsPrompt(context.Function) ? PromptInCallAsync(scope, context, next)
                : NestAsync(scope, context, next)
            : IsPrompt(context.Function) ? PromptAsync(context, next) : DirectAsync(context, next);

    /// <summary>A prompt function only asks a model; the calls that the model makes are held themselves.</summary>
    private static bool IsPrompt(KernelFunction function) => function.GetType().Name == "KernelFunctionFromPrompt";

    /// <summary>Whether the filter of the model's calls has judged this one; what it calls in turn is judged again.</summary>
    private static bool IsJudged(KernelFunction function)
    {
        if (GateScope.Judged is not { } judged || judged.Name != function.Name || judged.PluginName != function.PluginName)
        {
            return false;
        }

        GateScope.Judged = null;
        return true;
    }

    private static async Task PromptAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        var outer = PausedTurns.Current;
        var probe = new PausedTurns();
        try
        {
            PausedTurns.Current = probe;
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            PausedTurns.Current = outer;
        }

        Check();
        if (context.IsStreaming)
        {
            StreamedResults.Guard(context, () => PausedTurns.Current = probe, Check);
        }

        void Check()
        {
            if (probe.Failure is { } failure)
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            if (probe.Turn is { } turn)
            {
                throw turn.Reviews is [var review, ..]
                    ? new ReviewRequiredException(turn.ThreadId, review.Id, review.Tool)
                    : new ThreadAwaitingReviewException(turn.ThreadId, []);
            }
        }
    }

    private static async Task PromptInCallAsync(GateScope scope, FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        await next(context).ConfigureAwait(false);
        Check();
        if (context.IsStreaming)
        {
            StreamedResults.Guard(context, () => { }, Check);
        }

        void Check()
        {
            if (scope.Pause is { } pause)
            {
                throw pause;
            }
        }
    }

    private async Task NestAsync(GateScope scope, FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        var (call, ran) = await _nested.RunAsync(scope, context.Function, DirectArguments.ToJson(context.Arguments), nested => InvokeAsync(nested, context, next)).ConfigureAwait(false);
        if (!ran)
        {
            await RecordedResults.GiveAsync(call, context, next).ConfigureAwait(false);
        }
    }

    private async Task DirectAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        var named = OversightThreads.Find(context.Arguments, context.Kernel);
        var threadId = named ?? OversightThreads.New();
        var userId = OversightUsers.Find(context.Arguments, context.Kernel);
        await _runs.ThrowIfStoppedAsync(threadId, userId, ToolDefinitions.From(context.Function).Name, context.CancellationToken).ConfigureAwait(false);
        var run = _runs.Defer(threadId, endsWithBatch: true, context.CancellationToken);
        await using var running = run.ConfigureAwait(false);
        var call = await JudgeAsync(run, userId, context).ConfigureAwait(false);
        switch (call.State)
        {
            case CallState.Pending or CallState.Ready when named is not null && IsKept(call):
                await ContinueAsync(call, threadId, context, next).ConfigureAwait(false);
                break;
            case CallState.Ready:
                (call.State, call.Attempt) = call.Data.IsMonitored ? (CallState.Executing, 1) : (call.State, 0);
                await run.OpenAsync([], [], new CallBatch([call]), context.CancellationToken).ConfigureAwait(false);
                await RunAsync(run, call, context, next).ConfigureAwait(false);
                break;
            case CallState.Pending:
                await run.OpenAsync([], [], new CallBatch([call]), context.CancellationToken).ConfigureAwait(false);
                throw new ReviewRequiredException(threadId, call.ReviewId!, call.Data.Tool);
            default:
                throw RecordedResults.Refused(call);
        }
    }

    /// <summary>Whether a call of a named thread is on record before it runs, so that it may be found there when it is made again.</summary>
    private bool IsKept(CallEntry call) => call.State == CallState.Pending || call.Data.IsMonitored || (_runs.SavesEveryStep && !call.CanRunAgain);

    /// <summary>A call on a thread that may hold it already, with a decision or a result.</summary>
    private async Task ContinueAsync(CallEntry call, string threadId, FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        var run = await _runs.BeginBatchAsync(threadId, context.CancellationToken).ConfigureAwait(false);
        await using var running = run.ConfigureAwait(false);
        if (run.Batch is not { } open)
        {
            var isReady = call.State == CallState.Ready;
            (call.State, call.Attempt) = isReady ? (CallState.Executing, 1) : (call.State, 0);
            await run.OpenAsync([], [], new CallBatch([call]), context.CancellationToken).ConfigureAwait(false);
            if (isReady)
            {
                await RunAsync(run, call, context, next).ConfigureAwait(false);
                return;
            }

            throw new ReviewRequiredException(threadId, call.ReviewId!, call.Data.Tool);
        }

        if (open.Calls is not [{ Data.Origin: CallOrigin.Direct } known] || known.Data.Digest != call.Data.Digest)
        {
            throw new ThreadAwaitingReviewException(threadId, [.. open.Calls.Select(c => c.ReviewId).OfType<string>()]);
        }

        if (known.State.IsSettled())
        {
            await run.CloseAsync(context.CancellationToken).ConfigureAwait(false);
            await RecordedResults.GiveAsync(known, context, next).ConfigureAwait(false);
        }
        else if (known.State != CallState.Ready)
        {
            throw PendingReviews.Of(threadId, [known, .. run.Nested]).FirstOrDefault() is { } review
                ? new ReviewRequiredException(threadId, review.Id, known.Data.Tool)
                : new ThreadAwaitingReviewException(threadId, []);
        }
        else
        {
            await RunAsync(run, known, context, next).ConfigureAwait(false);
        }
    }

    private ValueTask<CallEntry> JudgeAsync(ThreadRun run, string? userId, FunctionInvocationContext context)
    {
        var tool = ToolDefinitions.From(context.Function);
        return _gate.JudgeAsync(
            run.ThreadId,
            new RequestedCall
            {
                Id = $"direct-{Guid.NewGuid():N}",
                Tool = tool,
                Arguments = DirectArguments.ToJson(context.Arguments),
                Origin = CallOrigin.Direct,
                UserId = userId,
            },
            run.NewReviewId,
            context.CancellationToken);
    }

    private static async Task RunAsync(ThreadRun run, CallEntry call, FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        ExceptionDispatchInfo? thrown = null;
        await CallExecution.RunAsync(run, call, next: null, async () =>
        {
            // This filter is the function's own passage, so what is nested begins behind it.
            GateScope.Current!.IsOwn(context.Function);
            try
            {
                return Stored(call, await InvokeAsync(call, context, next).ConfigureAwait(false));
            }
            catch (Exception e)
            {
                thrown = ExceptionDispatchInfo.Capture(e);
                throw;
            }
        }).ConfigureAwait(false);
        if (run.Pause is { } pause)
        {
            throw pause;
        }

        thrown?.Throw();
    }

    /// <summary>The result as it is stored. A call that nobody has to decide may return anything: it is not on record, or only to be seen.</summary>
    private static object? Stored(CallEntry call, object? result)
    {
        try
        {
            return call.IsRecorded ? ToolResults.ToStored(result) : null;
        }
        catch (UnsupportedContentException) when (call.Data.IsMonitored)
        {
            return ToolMessages.NotKept;
        }
    }

    private static async Task<object?> InvokeAsync(CallEntry call, FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        using var edited = new EditedArguments(call, context.Arguments);
        await next(context).ConfigureAwait(false);
        return context.IsStreaming && call.IsRecorded
            ? await StreamedResults.DrainAsync(context, context.CancellationToken).ConfigureAwait(false)
            : context.Result.GetValue<object?>();
    }
}
