using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>Wakes up those who watch the queue, and those who resume threads, with the number of the partition in which something changed.</summary>
internal sealed class DeskSignals
{
    private readonly StoreSignal _changes;
    private readonly StoreSignal _ready;

    public DeskSignals(RedisStore store)
    {
        _changes = new StoreSignal(store, store.Keys.Key("queue"));
        _ready = new StoreSignal(store, store.Keys.Key("ready"));
    }

    /// <summary>Reviews of a partition changed.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="isReady">Whether a thread can go on.</param>
    public async ValueTask ChangedAsync(int partition, bool isReady)
    {
        await _changes.SendAsync(partition).ConfigureAwait(false);
        if (isReady)
        {
            await _ready.SendAsync(partition).ConfigureAwait(false);
        }
    }

    /// <summary>A thread of a partition can go on.</summary>
    public ValueTask ReadyAsync(int partition) => _ready.SendAsync(partition);

    /// <summary>Calls <paramref name="woken"/> with the partition when reviews changed there.</summary>
    public Task<IAsyncDisposable> OnChangeAsync(Action<int> woken, CancellationToken cancellationToken) => _changes.SubscribeAsync(woken, cancellationToken);

    /// <summary>Calls <paramref name="woken"/> with the partition when a thread can go on there.</summary>
    public Task<IAsyncDisposable> OnReadyAsync(Action<int> woken, CancellationToken cancellationToken) => _ready.SubscribeAsync(woken, cancellationToken);
}
