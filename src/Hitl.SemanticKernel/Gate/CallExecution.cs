using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>Runs a call that may run, once, and writes what it came to.</summary>
internal static class CallExecution
{
    /// <summary>Runs the call through <paramref name="invoke"/>, which returns the result in its stored form.</summary>
    /// <returns>Whether the call ended, or its result is held; otherwise it waits for a nested one.</returns>
    /// <exception cref="OversightStoppedException">The call, or one that it made, was stopped.</exception>
    /// <exception cref="OperationCanceledException">The turn was cancelled while the call ran; its outcome is not known.</exception>
    public static async Task<bool> RunAsync(
        ThreadRun run, CallEntry call, CallEntry? next, Func<Task<object?>> invoke)
    {
        try
        {
            return await RunOnceAsync(run, call, next, invoke).ConfigureAwait(false);
        }
        finally
        {
            call.Done.TrySetResult();
        }
    }

    private static async Task<bool> RunOnceAsync(ThreadRun run, CallEntry call, CallEntry? next, Func<Task<object?>> invoke)
    {
        await run.ThrowIfStoppedAsync(call).ConfigureAwait(false);
        await run.StartAsync(call, run.Cancellation).ConfigureAwait(false);
        using var activity = CallActivity.Start(run, call);
        try
        {
            return await RunStartedAsync(run, call, next, invoke, activity).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            activity.End(call, e);
            throw;
        }
    }

    private static async Task<bool> RunStartedAsync(ThreadRun run, CallEntry call, CallEntry? next, Func<Task<object?>> invoke, CallActivity activity)
    {
        await run.EnsureLeaseAsync().ConfigureAwait(false);
        var scope = new GateScope(run, call);
        var outer = (GateScope.Current, CurrentCall.Value);
        (CallState State, object? Result) outcome;
        Exception? thrown = null;
        try
        {
            GateScope.Current = scope;
            CurrentCall.Value = new CurrentCall(run.ThreadId, call.Id, IdempotencyKey.Of(run.ThreadId, call.Id), call.Attempt);
            run.Cancellation.ThrowIfCancellationRequested();
            call.HasBegun = true;
            outcome = (CallState.Succeeded, await invoke().ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (run.Cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (CallHeldBackException)
        {
            outcome = (CallState.Failed, ToolMessages.HeldBack);
        }
        catch (Exception e) when (run.CanWrite)
        {
            (outcome, thrown) = ((CallState.Failed, ToolMessages.Failed(e)), e);
        }
        finally
        {
            (GateScope.Current, CurrentCall.Value) = outer;
        }

        await scope.WhenQuietAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (run.Failure is { } failure && (scope.Pause is not null || !run.CanWrite))
        {
            throw failure;
        }

        if (scope.Pause is not null)
        {
            run.Pause ??= scope.Pause;
            activity.End(call, error: null);
            return false;
        }

        // What another filter kept from running came to nothing that could be checked.
        var hasRun = outcome.State == CallState.Succeeded || thrown is not null;
        await EndAsync(run, call, run.IsStopped ? null : next, outcome, hasRun, thrown).ConfigureAwait(false);
        activity.End(call, thrown);
        return true;
    }

    /// <summary>Writes what a call came to, checked.</summary>
    /// <param name="run">The run.</param>
    /// <param name="call">The call.</param>
    /// <param name="next">The call that runs next.</param>
    /// <param name="outcome">What it came to.</param>
    /// <param name="hasRun">Whether it ran, so that there is something to check.</param>
    /// <param name="thrown">What it threw.</param>
    public static async Task EndAsync(ThreadRun run, CallEntry call, CallEntry? next, (CallState State, object? Result) outcome, bool hasRun, Exception? thrown)
    {
        call.Findings = hasRun ? await run.CheckAsync(call, outcome.Result, thrown).ConfigureAwait(false) : [];
        var result = ResultJson.Write(outcome.Result);
        await (call.Findings.Any(f => f.Actions.HasFlag(BoundaryActions.Hold))
            ? run.HoldAsync(call, outcome.State, result, next)
            : run.SettleAsync(call, outcome.State, result, next)).ConfigureAwait(false);
    }

    /// <summary>Runs the call with the function and arguments that are known of it.</summary>
    public static Task<bool> RunAsync(ThreadRun run, CallEntry call, CallEntry? next, Kernel kernel)
    {
        var arguments = call.Arguments ?? ArgumentValues.ToKernelArguments(call);
        return RunAsync(run, call, next, () => AppFilters.InvokeAsync(run, call, kernel, arguments));
    }
}
