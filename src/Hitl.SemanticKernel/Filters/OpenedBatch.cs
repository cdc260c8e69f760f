using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>A batch that is on record, with the run that has it.</summary>
internal sealed class OpenedBatch
{
    private int _ended;

    public OpenedBatch(ThreadRun run, CallBatch batch, bool isOwnRun)
    {
        Run = run;
        Batch = batch;
        IsOwnRun = isOwnRun;
    }

    public ThreadRun Run { get; }

    public CallBatch Batch { get; }

    /// <summary>Whether the run is only for this batch, because the app drives the conversation itself.</summary>
    public bool IsOwnRun { get; }

    /// <summary>Runs the calls that may run and that nobody has taken, so that the turn can end.</summary>
    public async Task RunSiblingsAsync(Kernel kernel)
    {
        foreach (var call in Batch.Calls)
        {
            if (call.State is CallState.Ready or CallState.Executing && call.TryClaim())
            {
                await CallExecution.RunAsync(Run, call, next: null, kernel).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Closes the calls that nobody has taken: another filter ended the turn, so they will not come any more.</summary>
    public async Task StopAsync()
    {
        Run.IsStopped = true;
        foreach (var call in Batch.Calls)
        {
            if (call.State is CallState.Ready or CallState.Executing && call.TryClaim())
            {
                try
                {
                    await Run.SettleAsync(call, CallState.Failed, ResultJson.Text(ToolMessages.NotRun), next: null).ConfigureAwait(false);
                }
                finally
                {
                    call.Done.TrySetResult();
                }
            }
        }
    }

    /// <summary>Ends the batch's own run when nothing is left to do in it, and tells the app if it paused or failed.</summary>
    public async ValueTask EndIfDoneAsync(Kernel kernel)
    {
        // Calls that are running when something ends the turn still write what they come to.
        if (IsOwnRun && (Run.Failure is not null ? !Batch.Calls.Any(c => c.IsRunning) : Batch.IsQuiet) && Interlocked.Exchange(ref _ended, 1) == 0)
        {
            await Run.DisposeAsync().ConfigureAwait(false);
            if (Run.Failure is not null || Batch.IsWaiting)
            {
                var turn = Run.Failure is null ? AgentTurn.Awaiting(Run.ThreadId, Batch.Calls.Concat(Run.Nested), messageQueued: false) : null;
                PausedTurns.Report(kernel, Run.ThreadId, turn, Run.Failure);
            }
        }
    }
}
