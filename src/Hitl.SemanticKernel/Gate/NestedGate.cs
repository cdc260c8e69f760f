using System.Text.Json;
using Microsoft.SemanticKernel;

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
    /// <param name="invoke">Runs the nested call and returns its result in the stored form.</param>
    /// <returns>The nested call, settled, and whether it ran just now.</returns>
    /// <exception cref="ReviewRequiredException">The nested call must wait.</exception>
    public async Task<(CallEntry Call, bool Ran)> RunAsync(
        GateScope scope, KernelFunction function, JsonElement arguments, Func<CallEntry, Task<object?>> invoke)
    {
        if (scope.Pause is not null)
        {
            throw scope.Pause;
        }

        var run = scope.Run;
        var tool = ToolDefinitions.From(function);
        var id = scope.NestedId(CallDigest.Compute(tool.Name, arguments));
        var known = run.Nested.Find(c => c.Id == id);
        var call = known ?? await _gate.JudgeAsync(
            run.ThreadId,
            new RequestedCall { Id = id, Tool = tool, Arguments = arguments, Origin = CallOrigin.Nested, ParentId = scope.Call.Id },
            run.NewReviewId,
            run.Cancellation).ConfigureAwait(false);

        if (known is { State: CallState.Executing, CanRunAgain: false })
        {
            (call.State, call.ReviewId) = (CallState.OutcomeUnknown, run.NewReviewId());
            await WaitAsync(scope, call, isNew: true).ConfigureAwait(false);
        }

        if (call.State.AwaitsPerson())
        {
            await WaitAsync(scope, call, isNew: known is null).ConfigureAwait(false);
        }

        if (call.State.IsSettled())
        {
            return (call, false);
        }

        await ExecuteAsync(scope, call, known is not null, invoke).ConfigureAwait(false);
        return (call, true);
    }

    private static async Task ExecuteAsync(GateScope scope, CallEntry call, bool isOnRecord, Func<CallEntry, Task<object?>> invoke)
    {
        var run = scope.Run;
        if (isOnRecord)
        {
            await run.StartAsync(call, run.Cancellation).ConfigureAwait(false);
            scope.Enter(call);
        }

        var outer = CurrentCall.Value;
        try
        {
            CurrentCall.Value = new CurrentCall(run.ThreadId, call.Id, IdempotencyKey.Of(run.ThreadId, call.Id), Math.Max(1, call.Attempt));
            var result = ResultJson.Write(await invoke(call).ConfigureAwait(false));
            await SettleAsync(scope, call, isOnRecord, CallState.Succeeded, result).ConfigureAwait(false);
        }
        catch (Exception e) when (scope.Pause is null && run.Failure is null && !run.Cancellation.IsCancellationRequested && !call.State.IsSettled())
        {
            await SettleAsync(scope, call, isOnRecord, CallState.Failed, ResultJson.Text(ToolMessages.Failed(e))).ConfigureAwait(false);
            throw;
        }
        finally
        {
            CurrentCall.Value = outer;
            scope.Leave(call);
        }
    }

    private static Task SettleAsync(GateScope scope, CallEntry call, bool isOnRecord, CallState state, string result)
    {
        if (isOnRecord)
        {
            return scope.Run.SettleAsync(call, state, result, next: null);
        }

        (call.State, call.Result) = (state, result);
        scope.AddRan(call);
        return Task.CompletedTask;
    }

    private static async Task WaitAsync(GateScope scope, CallEntry call, bool isNew)
    {
        var pause = new ReviewRequiredException(scope.Run.ThreadId, call.ReviewId!, call.Data.Tool);
        scope.Pause = pause;
        if (isNew)
        {
            // Reviewed calls that are under way run again with the call that contains them; their review stands.
            var interrupted = scope.TakeEntered();
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
