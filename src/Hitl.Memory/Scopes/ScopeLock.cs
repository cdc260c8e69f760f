using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>The lock of a scope, renewed until it is given back.</summary>
internal sealed class ScopeLock : IAsyncDisposable
{
    private readonly IDatabase? _database;
    private readonly RedisKey _key;
    private readonly RedisValue _token;
    private readonly Action _release;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _renewal;

    public ScopeLock(IDatabase? database, RedisKey key, RedisValue token, TimeSpan lease, Action release)
    {
        (_database, _key, _token, _release) = (database, key, token, release);
        _renewal = database is null ? Task.CompletedTask : RenewAsync(lease);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _ended.CancelAsync().ConfigureAwait(false);
            await _renewal.ConfigureAwait(false);
            if (_database is not null)
            {
                await _database.LockReleaseAsync(_key, _token).ConfigureAwait(false);
            }
        }
        catch (RedisException)
        {
            // The lease ends by itself.
        }
        finally
        {
            _ended.Dispose();
            _release();
        }
    }

    private async Task RenewAsync(TimeSpan lease)
    {
        try
        {
            while (true)
            {
                await Task.Delay(lease / 3, _ended.Token).ConfigureAwait(false);
                await _database!.LockExtendAsync(_key, _token, lease).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The lock is given back.
        }
        catch (RedisException)
        {
            // The lease ends by itself.
        }
    }
}
