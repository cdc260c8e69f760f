using System.Collections.Concurrent;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>
/// Lets one writer at a time change the long-term memories of a scope: vector stores have no transactions, and two writers that do not
/// see each other would store the same thing twice. With Redis the lock holds between processes, else in this one.
/// </summary>
/// <param name="redis">Where locks are kept; null for this process only.</param>
/// <param name="lease">How long a lock holds without being renewed.</param>
internal sealed class ScopeLocks(RedisStore? redis, TimeSpan lease)
{
    private readonly ConcurrentDictionary<string, Gate> _gates = new(StringComparer.Ordinal);

    /// <summary>Waits for the lock.</summary>
    public async Task<ScopeLock> AcquireAsync(MemoryScope scope, CancellationToken cancellationToken)
    {
        var gate = Enter(scope.Key);
        try
        {
            await gate.Semaphore.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Leave(scope.Key, gate);
            throw;
        }

        try
        {
            return await LockAsync(scope, gate, wait: true, cancellationToken).ConfigureAwait(false) ?? throw new InvalidOperationException("A lock that is waited for is given.");
        }
        catch
        {
            Release(scope.Key, gate);
            throw;
        }
    }

    /// <summary>Takes the lock if it is free.</summary>
    /// <returns>The lock, or null when another writer has it.</returns>
    public async Task<ScopeLock?> TryAcquireAsync(MemoryScope scope, CancellationToken cancellationToken)
    {
        var gate = Enter(scope.Key);
        if (!gate.Semaphore.Wait(0, CancellationToken.None))
        {
            Leave(scope.Key, gate);
            return null;
        }

        ScopeLock? taken = null;
        try
        {
            return taken = await LockAsync(scope, gate, wait: false, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (taken is null)
            {
                Release(scope.Key, gate);
            }
        }
    }

    private async Task<ScopeLock?> LockAsync(MemoryScope scope, Gate gate, bool wait, CancellationToken cancellationToken)
    {
        if (redis is null)
        {
            return new(null, default, default, lease, 0, () => Release(scope.Key, gate));
        }

        var key = redis.Keys.Key("memory:lock:" + scope.Digest);
        RedisValue token = Guid.NewGuid().ToString("N");
        var database = await redis.GetDatabaseAsync(cancellationToken).ConfigureAwait(false);
        for (var pause = 5; ; pause = Math.Min(pause * 2, 100))
        {
            var asked = TimeProvider.System.GetTimestamp();
            if (await RedisStore.CallAsync(database.LockTakeAsync(key, token, lease), cancellationToken).ConfigureAwait(false))
            {
                return new(database, key, token, lease, asked, () => Release(scope.Key, gate));
            }

            if (!wait)
            {
                return null;
            }

            await Task.Delay(Random.Shared.Next(1, pause + 1), cancellationToken).ConfigureAwait(false);
        }
    }

    private Gate Enter(string key)
    {
        while (true)
        {
            var gate = _gates.GetOrAdd(key, _ => new Gate());
            lock (gate)
            {
                if (!gate.Closed)
                {
                    gate.Users++;
                    return gate;
                }
            }
        }
    }

    private void Leave(string key, Gate gate)
    {
        lock (gate)
        {
            if (--gate.Users == 0)
            {
                gate.Closed = true;
                _gates.TryRemove(key, out _);
            }
        }
    }

    private void Release(string key, Gate gate)
    {
        gate.Semaphore.Release();
        Leave(key, gate);
    }

    private sealed class Gate
    {
        public SemaphoreSlim Semaphore { get; } = new(1, 1);

        public int Users { get; set; }

        public bool Closed { get; set; }
    }
}
