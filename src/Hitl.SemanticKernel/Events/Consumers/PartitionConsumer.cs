using System.Threading.Channels;
using Hitl.Memory;
using Microsoft.Extensions.Logging;

namespace Hitl.SemanticKernel;

/// <summary>Consumes one partition for a group, as long as no other process of the group does.</summary>
internal sealed partial class PartitionConsumer
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly EventFeed _feed;
    private readonly EventServer _server;
    private readonly EventGroup _group;
    private readonly GroupPartition _partition;
    private readonly StoreSignal _left;
    private readonly EventDispatcher _dispatcher;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public PartitionConsumer(RedisStore store, EventServer server, EventFeed feed, EventGroup group, string owner, EventDispatcher dispatcher, TimeProvider time, ILogger logger)
    {
        _feed = feed;
        _server = server;
        _group = group;
        _partition = new GroupPartition(store, feed, group.Name, owner, group.Options);
        _left = new StoreSignal(store, GroupPartition.KeysOf(feed, group.Name)[0].ToString());
        _dispatcher = dispatcher;
        _time = time;
        _logger = logger;
    }

    /// <summary>Consumes until it is stopped. It ends without an error.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var subscription = (await _left.SubscribeAsync(Wake, stopping).ConfigureAwait(false)).ConfigureAwait(false);
                var hasStreams = await _server.HasStreamsAsync(stopping).ConfigureAwait(false);
                while (await _partition.TakeAsync(hasStreams, stopping).ConfigureAwait(false) is { } wait)
                {
                    await WaitAsync(wait, stopping).ConfigureAwait(false);
                    stopping.ThrowIfCancellationRequested();
                }

                await ConsumeAsync(stopping).ConfigureAwait(false);
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogInterrupted(_logger, _group.Name, _feed.Key, e);
                await WaitAsync(Pause, stopping).ConfigureAwait(false);
            }
        }
    }

    private async Task ConsumeAsync(CancellationToken stopping)
    {
        using var abort = new CancellationTokenSource();
        var window = new DeliveryWindow(_partition.Cursor);
        var replays = new Dictionary<FeedPosition, Task<bool>>();
        try
        {
            if (await DeliverAsync(window, replays, abort.Token, stopping).ConfigureAwait(false))
            {
                await EndAsync(window).ConfigureAwait(false);
            }
        }
        finally
        {
            await abort.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll([window.AllAsync(), .. replays.Values]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Delivers until it is stopped.</summary>
    /// <returns>Whether the partition is still this process's.</returns>
    private async Task<bool> DeliverAsync(DeliveryWindow window, Dictionary<FeedPosition, Task<bool>> replays, CancellationToken abort, CancellationToken stopping)
    {
        try
        {
            await using var subscription = (await _feed.Signal.SubscribeAsync(Wake, stopping).ConfigureAwait(false)).ConfigureAwait(false);
            var seen = _partition.Delivered;
            while (!stopping.IsCancellationRequested)
            {
                await window.AdvanceAsync().ConfigureAwait(false);
                var page = window.Room > 0 ? await _feed.ReadAsync(window.Read, window.Room, stopping).ConfigureAwait(false) : null;

                // What is handed out is marked first, so that whoever comes after a crash knows that it may have been delivered.
                if (await _partition.NoteAsync(window.Cursor, page?.End ?? window.Read, stopping).ConfigureAwait(false) is not { } letters)
                {
                    return false;
                }

                if (page is not null)
                {
                    window.Add(page, (before, reference) => WakeAfterAsync(_dispatcher.DeliverAsync(before, reference, reference.Position <= seen, null, _partition, abort)));
                }

                foreach (var letter in letters.Where(l => !replays.TryGetValue(l.Position, out var replay) || replay.IsCompleted))
                {
                    replays[letter.Position] = WakeAfterAsync(_dispatcher.DeliverAsync(Task.FromResult(true), letter.Reference, isRedelivery: true, letter, _partition, abort));
                }

                if (page is not { HasMore: true })
                {
                    await WaitAsync(_group.Options.Lease / 3, stopping).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What is under way is ended all the same.
        }

        return true;
    }

    /// <summary>Gives what is under way a moment to end, and the partition back.</summary>
    private async Task EndAsync(DeliveryWindow window)
    {
        await window.AllAsync().WaitAsync(Grace, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await window.AdvanceAsync().ConfigureAwait(false);
        if (await _partition.NoteAsync(window.Cursor, window.Read, CancellationToken.None).ConfigureAwait(false) is not null)
        {
            await _partition.LeaveAsync().ConfigureAwait(false);
            await _left.SendAsync().ConfigureAwait(false);
        }
    }

    private async Task<bool> WakeAfterAsync(Task<bool> delivery)
    {
        try
        {
            return await delivery.ConfigureAwait(false);
        }
        finally
        {
            Wake();
        }
    }

    private void Wake() => _wakes.Writer.TryWrite(true);

    private async Task WaitAsync(TimeSpan atMost, CancellationToken stopping)
    {
        using var timer = new CancellationTokenSource(atMost, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stopping);
        try
        {
            await _wakes.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Time to look, or to stop.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Consumer group '{Group}' was interrupted on '{Feed}' and tries again.")]
    private static partial void LogInterrupted(ILogger logger, string group, string feed, Exception exception);
}
