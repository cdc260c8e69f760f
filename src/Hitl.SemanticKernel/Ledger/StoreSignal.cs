using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>Wakes up whoever watches something in the store, in any process. Losing a signal loses nothing: watchers also look by themselves.</summary>
internal sealed class StoreSignal
{
    private readonly RedisStore _store;
    private readonly RedisChannel _channel;

    public StoreSignal(RedisStore store, string name) => (_store, _channel) = (store, RedisChannel.Literal(name));

    /// <summary>Sends the signal, without waiting for anybody.</summary>
    /// <param name="number">What changed, where it has a number. Default 0.</param>
    public async ValueTask SendAsync(int number = 0)
    {
        try
        {
            var database = await _store.GetDatabaseAsync(CancellationToken.None).ConfigureAwait(false);
            await database.PublishAsync(_channel, number, CommandFlags.FireAndForget).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HitlException or RedisException or ObjectDisposedException)
        {
            // Watchers look by themselves.
        }
    }

    /// <summary>Calls <paramref name="woken"/> at each signal, until what is returned is disposed.</summary>
    /// <exception cref="StoreUnavailableException">The server did not answer.</exception>
    public Task<IAsyncDisposable> SubscribeAsync(Action woken, CancellationToken cancellationToken) =>
        SubscribeAsync(_ => woken(), cancellationToken);

    /// <summary>Calls <paramref name="woken"/> with the number of each signal, until what is returned is disposed.</summary>
    /// <exception cref="StoreUnavailableException">The server did not answer.</exception>
    public async Task<IAsyncDisposable> SubscribeAsync(Action<int> woken, CancellationToken cancellationToken)
    {
        var subscriber = await _store.GetSubscriberAsync(cancellationToken).ConfigureAwait(false);
        void Handler(RedisChannel channel, RedisValue message) => woken(message.TryParse(out int number) ? number : 0);
        await RedisStore.CallAsync(DoneAsync(subscriber.SubscribeAsync(_channel, Handler)), cancellationToken).ConfigureAwait(false);
        return new Subscription(subscriber, _channel, Handler);
    }

    private static async Task<bool> DoneAsync(Task task)
    {
        await task.ConfigureAwait(false);
        return true;
    }

    private sealed class Subscription(ISubscriber subscriber, RedisChannel channel, Action<RedisChannel, RedisValue> handler) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                await subscriber.UnsubscribeAsync(channel, handler, CommandFlags.FireAndForget).ConfigureAwait(false);
            }
            catch (Exception e) when (e is RedisException or ObjectDisposedException)
            {
                // The connection is gone, and the subscription with it.
            }
        }
    }
}
