using Microsoft.Extensions.Logging;

namespace Hitl.Memory;

/// <summary>Takes work from the queue and does it.</summary>
internal sealed partial class MemoryWorker(MemoryQueue queue, MemoryWork work, BackgroundOptions options, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    // What is extracted is stored after it.
    private static readonly string[] Order = [WorkKind.Extract, WorkKind.Summarize, WorkKind.Promote];

    /// <summary>Does everything that is due.</summary>
    /// <returns>How many pieces of work were done.</returns>
    public async Task<int> RunDueAsync(CancellationToken cancellationToken)
    {
        var done = 0;
        for (var partition = 0; partition < queue.Redis.Keys.Partitions; partition++)
        {
            while (await queue.ClaimAsync(partition, null, options.LeaseDuration, cancellationToken).ConfigureAwait(false) is { } claimed)
            {
                done += await TryAsync(claimed, cancellationToken).ConfigureAwait(false) ? 1 : 0;
            }
        }

        return done;
    }

    /// <summary>Does everything that there is for a scope, whether it is due or not, and waits for what other processes do of it.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="threadId">The thread, or null for all of them.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task FlushAsync(MemoryScope scope, string? threadId, CancellationToken cancellationToken)
    {
        var partitions = threadId is null ? Enumerable.Range(0, queue.Redis.Keys.Partitions) : [queue.Redis.Keys.PartitionOf(threadId)];
        foreach (var partition in partitions)
        {
            while (await NextAsync(partition, scope, threadId, cancellationToken).ConfigureAwait(false) is { } name)
            {
                if (await queue.ClaimAsync(partition, name, options.LeaseDuration, cancellationToken).ConfigureAwait(false) is { } claimed)
                {
                    await DoOrGiveBackAsync(claimed, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    private async Task<string?> NextAsync(int partition, MemoryScope scope, string? threadId, CancellationToken cancellationToken)
    {
        var names = await queue.WorkAsync(partition, scope, cancellationToken).ConfigureAwait(false);
        return names.Where(name => threadId is null || name[2..] == threadId).OrderBy(name => Array.IndexOf(Order, name[..2])).FirstOrDefault();
    }

    private async Task DoOrGiveBackAsync(WorkLease claimed, CancellationToken cancellationToken)
    {
        try
        {
            await DoAsync(claimed, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            await FailAsync(claimed, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<bool> TryAsync(WorkLease claimed, CancellationToken cancellationToken)
    {
        try
        {
            await DoAsync(claimed, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(e, claimed.Kind, await FailAsync(claimed, cancellationToken).ConfigureAwait(false));
            return false;
        }
    }

    private async Task<long> FailAsync(WorkLease claimed, CancellationToken cancellationToken)
    {
        try
        {
            return await queue.FailAsync(claimed, options, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            // The lease ends by itself.
            return 0;
        }
    }

    private async Task DoAsync(WorkLease claimed, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var renewal = RenewAsync(claimed, ended);
        try
        {
            await work.RunAsync(claimed, ended.Token).ConfigureAwait(false);
            await queue.CompleteAsync(claimed, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await renewal.ConfigureAwait(false);
        }
    }

    private async Task RenewAsync(WorkLease claimed, CancellationTokenSource ended)
    {
        try
        {
            while (true)
            {
                await Task.Delay(options.LeaseDuration / 3, ended.Token).ConfigureAwait(false);
                if (!await queue.RenewAsync(claimed, options.LeaseDuration, ended.Token).ConfigureAwait(false))
                {
                    // Another process has it; what it does is the same.
                    await ended.CancelAsync().ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The work is over.
        }
        catch (StoreUnavailableException)
        {
            // The lease ends by itself.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Background work of memory ({Kind}) failed, {Attempts} times so far. It will be tried again.")]
    private partial void LogFailed(Exception exception, string kind, long attempts);
}
