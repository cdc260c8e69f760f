using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>Runs code of the app that judges calls, on another thread and no longer than the options allow.</summary>
internal sealed class TimeLimit
{
    /// <summary>How many runs of one judge may be overdue before it is not asked any more until one of them ends: code that hangs cannot be ended, and must not take every thread.</summary>
    private const int MaxOverdue = 8;

    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;

    public TimeLimit(IOptions<HitlOptions> options, TimeProvider time) => (_limit, _time) = (options.Value.ScoringTimeout, time);

    /// <summary>Runs code of the app.</summary>
    /// <param name="judge">Counts the judge's overdue runs.</param>
    /// <param name="run">The code.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <exception cref="TimeoutException">The time is up.</exception>
    public async Task<T> RunAsync<T>(Judge judge, Func<CancellationToken, ValueTask<T>> run, CancellationToken cancellationToken)
    {
        if (judge.Overdue >= MaxOverdue)
        {
            throw new TimeoutException();
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = Task.Run(async () => await run(end.Token).ConfigureAwait(false), CancellationToken.None);
        try
        {
            return await running.WaitAsync(_limit, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!running.IsCompleted)
        {
            judge.Watch(running);
            await end.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>One judge of the app: what runs of it did not end in time.</summary>
    internal sealed class Judge
    {
        private int _overdue;

        public int Overdue => Volatile.Read(ref _overdue);

        public void Watch(Task running)
        {
            Interlocked.Increment(ref _overdue);
            running.ContinueWith(
                ended =>
                {
                    _ = ended.Exception;
                    Interlocked.Decrement(ref _overdue);
                },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }
}
