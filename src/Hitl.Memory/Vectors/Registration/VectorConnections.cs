using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>The connections of vector stores in an app: those that the app registered, and one for each connection string, closed with the app.</summary>
internal sealed class VectorConnections : IAsyncDisposable, IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<IConnectionMultiplexer>>> _made = new(StringComparer.Ordinal);

    /// <summary>The connection that the app registered, with a key or without one.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static VectorConnection Registered(IServiceProvider services, object? serviceKey) =>
        Find(services, serviceKey) ?? (serviceKey is null ? null : Find(services, null)) ?? throw new InvalidOperationException(
            "There is no connection to Redis. Register an IConnectionMultiplexer, an IDatabase or a RedisStore, or give a connection string.");

    /// <summary>A connection for a connection string, made when it is first needed.</summary>
    public VectorConnection For(string configuration) => new(async cancellationToken =>
    {
        var connecting = _made.GetOrAdd(configuration, static text => new(() => ConnectAsync(text)));
        try
        {
            return (await connecting.Value.WaitAsync(cancellationToken).ConfigureAwait(false)).GetDatabase();
        }
        catch (RedisException)
        {
            // The next use tries again.
            _made.TryRemove(new(configuration, connecting));
            throw;
        }
    });

    public void Dispose()
    {
        foreach (var connection in Connected())
        {
            connection.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in Connected())
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static VectorConnection? Find(IServiceProvider services, object? key) =>
        services.GetKeyedService<IDatabase>(key) is { } database ? new(database)
        : services.GetKeyedService<IConnectionMultiplexer>(key) is { } connection ? new(connection)
        : services.GetKeyedService<RedisStore>(key) is { } store ? new(store)
        : null;

    private static async Task<IConnectionMultiplexer> ConnectAsync(string configuration) =>
        await ConnectionMultiplexer.ConnectAsync(configuration).ConfigureAwait(false);

    private IEnumerable<IConnectionMultiplexer> Connected() =>
        from made in _made.Values
        where made is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }
        select made.Value.GetAwaiter().GetResult();
}
