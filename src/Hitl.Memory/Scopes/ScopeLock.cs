using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>The lock of a scope, renewed until it is given back. What changes the scope goes through it, and stops when it may have lapsed.</summary>
internal sealed class ScopeLock : IAsyncDisposable
{
    private readonly IDatabase? _database;
    private readonly RedisKey _key;
    private readonly RedisValue _token;
    private readonly TimeSpan _lease;
    private readonly Action _release;
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly Task _renewal;
    private long _asked;

    /// <param name="database">Where the lock is; null when it holds in this process only.</param>
    /// <param name="key">Its key.</param>
    /// <param name="token">What it was taken with.</param>
    /// <param name="lease">How long it holds without being renewed.</param>
    /// <param name="asked">When it was asked for, by the timestamp of the system's clock: the server counts the lease from then or later.</param>
    /// <param name="release">Lets the next writer of this process in.</param>
    public ScopeLock(IDatabase? database, RedisKey key, RedisValue token, TimeSpan lease, long asked, Action release)
    {
        (_database, _key, _token, _lease, _asked, _release) = (database, key, token, lease, asked, release);
        _renewal = database is null ? Task.CompletedTask : RenewAsync();
    }

    private bool IsHeld => _database is null || (!_lost.IsCancellationRequested && TimeProvider.System.GetElapsedTime(Volatile.Read(ref _asked)) < _lease);

    /// <summary>Writes what was decided under the lock.</summary>
    /// <exception cref="StoreUnavailableException">The lock may have lapsed: others may have changed what the decision was made on.</exception>
    public async Task WriteAsync(Func<CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        ThrowIfLost();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _lost.Token);
        try
        {
            await write(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            ThrowIfLost();
            throw;
        }
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
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // The lease ends by itself.
        }
        finally
        {
            _ended.Dispose();
            _lost.Dispose();
            _release();
        }
    }

    private void ThrowIfLost()
    {
        if (!IsHeld)
        {
            throw new StoreUnavailableException("The lock on the memories of the scope could not be kept, so they are not changed any further. Try again.", null);
        }
    }

    private async Task RenewAsync()
    {
        try
        {
            while (IsHeld)
            {
                await Task.Delay(_lease / 3, _ended.Token).ConfigureAwait(false);
                if (!await TryRenewAsync().ConfigureAwait(false))
                {
                    break;
                }
            }

            await _lost.CancelAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The lock is given back.
        }
    }

    // False when another writer has the lock, or nobody. A server that does not answer is asked again for as long as the lease lasts.
    private async Task<bool> TryRenewAsync()
    {
        var asked = TimeProvider.System.GetTimestamp();
        try
        {
            if (!await _database!.LockExtendAsync(_key, _token, _lease).ConfigureAwait(false))
            {
                return false;
            }

            Volatile.Write(ref _asked, asked);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // The lease goes on.
        }

        return true;
    }
}
