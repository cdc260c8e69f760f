using System.Text.Json;
using Hitl.Memory;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>Calls that a running call makes in turn. When one of them must wait, the running call waits as a whole.</summary>
internal sealed class NestedGate
{
    private readonly OversightGate _gate;

    public NestedGate(OversightGate gate) => _gate = gate;

    /// <summary>Judges a nested call, or finds what is on record of it, and runs it if it may run.</summary>
    /// <param name="scope">The running call.</param>
    /// <param name="function">The function that it calls.</param>
    /// <param name="arguments">The arguments, a JSON object.</param>
    /// <param name="invoke">Runs the nested call and returns its result.</param>
    /// <returns>The nested call, settled, and whether it ran just now.</returns>
    /// <exception cref="ReviewRequiredException">The nested call must wait.</exception>
    /// <exception cref="OversightStoppedException">The nested call was stopped, and can run when the stop is lifted.</exception>
    public Task<(CallEntry Call, bool Ran)> RunAsync(GateScope scope, AIFunction function, JsonElement arguments, Func<CallEntry, Task<object?>> invoke)
    {
        var nested = RunCoreAsync(scope, function, arguments, invoke);
        scope.Begin(nested);
        return nested;
    }

    private async Task<(CallEntry Call, bool Ran)> RunCoreAsync(
        GateScope scope, AIFunction function, JsonElement arguments, Func<CallEntry, Task<object?>> invoke)
    {
        if (scope.Pause is not null)
        {
            throw scope.Pause;
        }

        var run = scope.Run;
        var tool = ToolDefinitions.From(function);
        var id = scope.NestedId(OversightGate.DigestOf(tool.Name, arguments).Digest);
        var known = run.Nested.Find(c => c.Id == id);
        var call = known ?? await _gate.JudgeAsync(
            run.ThreadId,
            new RequestedCall { Id = id, Tool = tool, Arguments = arguments, Origin = CallOrigin.Nested, ParentId = scope.Call.Id, UserId = scope.Call.Data.UserId, Conversation = run.BeforeBatch },
            run.NewReviewId,
            run.Cancellation).ConfigureAwait(false);

        if (known is { State: CallState.Executing, CanRunAgain: false })
        {
            (call.State, call.ReviewId) = (CallState.OutcomeUnknown, run.NewReviewId());
            await WaitAsync(scope, call, Review(scope, call), isNew: true).ConfigureAwait(false);
        }

        if (call.State.AwaitsPerson())
        {
            await WaitAsync(scope, call, Review(scope, call), isNew: known is null).ConfigureAwait(false);
        }

        if (call.State.IsSettled())
        {
            return (call, false);
        }

        await WaitIfStoppedAsync(scope, call).ConfigureAwait(false);
        if (call is { Data.IsMonitored: true, IsRecorded: false })
        {
            (call.State, call.Attempt) = (CallState.Executing, 1);
            await run.RecordNestedAsync(scope.Call, [call], run.Cancellation).ConfigureAwait(false);
        }

        await ExecuteAsync(scope, call, call.IsRecorded, invoke).ConfigureAwait(false);
        return (call, true);
    }

    private static async Task WaitIfStoppedAsync(GateScope scope, CallEntry call)
    {
        var run = scope.Run;
        try
        {
            if (await run.FindStopAsync(call).ConfigureAwait(false) is not { } stop)
            {
                return;
            }

            var stopped = new OversightStoppedException(stop, run.ThreadId, call.Data.Tool);
            run.Fail(stopped);
            await WaitAsync(scope, call, stopped, isNew: true).ConfigureAwait(false);
        }
        catch (OversightUnavailableException e)
        {
            // Not for the running call to make a result of.
            run.Fail(e);
            throw;
        }
    }

    private static ReviewRequiredException Review(GateScope scope, CallEntry call) =>
        new(scope.Run.ThreadId, call.ReviewId!, call.Data.Tool);

    private static async Task ExecuteAsync(GateScope scope, CallEntry call, bool isOnRecord, Func<CallEntry, Task<object?>> invoke)
    {
        var run = scope.Run;
        if (isOnRecord)
        {
            await run.StartAsync(call, run.Cancellation).ConfigureAwait(false);
            scope.Enter(call);
        }

        var outer = CurrentCall.Value;
        using var activity = CallActivity.Start(run, call);
        await run.EnsureLeaseAsync().ConfigureAwait(false);
        Exception? thrown = null;
        try
        {
            CurrentCall.Value = new CurrentCall(run.ThreadId, call.Id, IdempotencyKey.Of(run.ThreadId, call.Id), Math.Max(1, call.Attempt));
            var result = await invoke(call).ConfigureAwait(false);
            await SettleAsync(scope, call, isOnRecord, CallState.Succeeded, Stored(call, result, isOnRecord)).ConfigureAwait(false);
        }
        catch (Exception e) when (scope.Pause is null && run.CanWrite && !run.Cancellation.IsCancellationRequested && !call.State.IsSettled())
        {
            thrown = e;
            await SettleAsync(scope, call, isOnRecord, CallState.Failed, ResultJson.Text(ToolMessages.Failed(e))).ConfigureAwait(false);
            throw;
        }
        catch (Exception e) when (scope.Pause is null)
        {
            thrown = e;
            throw;
        }
        finally
        {
            CurrentCall.Value = outer;
            activity.End(call, thrown);
        }
    }

    /// <summary>The result as it is stored. What cannot be stored is not remembered, and the call runs again with the one that contains it.</summary>
    private static string? Stored(CallEntry call, object? result, bool isOnRecord)
    {
        try
        {
            return ResultJson.Write(ToolResults.ToStored(result));
        }
        catch (UnsupportedContentException) when (!isOnRecord || call.Data.IsMonitored)
        {
            return isOnRecord ? ResultJson.Text(ToolMessages.NotKept) : null;
        }
    }

    /// <summary>Writes what a nested call came to, or notes it when it is not on record.</summary>
    /// <param name="scope">The running call.</param>
    /// <param name="call">The nested call.</param>
    /// <param name="isOnRecord">Whether the store knows it.</param>
    /// <param name="state">Its final state.</param>
    /// <param name="result">The result as JSON; <see langword="null"/> when it cannot be remembered.</param>
    public static async Task SettleAsync(GateScope scope, CallEntry call, bool isOnRecord, CallState state, string? result)
    {
        if (isOnRecord)
        {
            await scope.Run.SettleAsync(call, state, result!, next: null).ConfigureAwait(false);
            return;
        }

        if (result is null)
        {
            return;
        }

        (call.State, call.Result) = (state, result);
        scope.AddRan(call);
        if (scope.Pause is not null && scope.TakeRan() is { Count: > 0 } late)
        {
            await scope.Run.RecordNestedAsync(scope.Call, late, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Lets the running call wait.</summary>
    /// <param name="scope">The running call.</param>
    /// <param name="call">The nested call for which it waits.</param>
    /// <param name="pause">Why; it is thrown.</param>
    /// <param name="isNew">Whether that is not on record.</param>
    public static async Task WaitAsync(GateScope scope, CallEntry call, HitlException pause, bool isNew)
    {
        scope.Pause = pause;
        if (isNew)
        {
            // Reviewed calls that this one is inside of run again with it, and their review stands. Calls beside it go on, and their results count.
            var interrupted = scope.Enclosing.Where(c => c.State == CallState.Executing).ToList();
            interrupted.ForEach(c => c.State = CallState.Ready);
            await scope.Run.RecordNestedAsync(scope.Call, [.. scope.TakeRan(), .. interrupted, call], scope.Run.Cancellation).ConfigureAwait(false);
        }
        else
        {
            scope.Call.State = CallState.Waiting;
        }

        throw pause;
    }
}
