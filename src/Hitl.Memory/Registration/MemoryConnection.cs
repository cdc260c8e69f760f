using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.VectorData;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>The Redis that memory uses: the app's own store, or one on the app's connection.</summary>
internal sealed class MemoryConnection(IServiceProvider services)
{
    private VectorStore? _vectors;

    /// <exception cref="InvalidOperationException">The app registered neither a store nor a connection.</exception>
    public RedisStore Store { get; } = services.GetService<RedisStore>()
        ?? (services.GetService<IConnectionMultiplexer>() is { } connection ? new RedisStore(Settings(services), connection)
            : throw new InvalidOperationException("Memory has no Redis: register a RedisStore or an IConnectionMultiplexer, or follow AddHitl() with AddRedis(\"localhost:6379\")."));

    /// <summary>A vector store on the same Redis, under the same prefix.</summary>
    public VectorStore VectorStore => _vectors ??= new RedisVectorStore(Store, new() { KeyPrefix = Store.Keys.Prefix });

    private static RedisStoreOptions Settings(IServiceProvider services) => services.GetService<IOptions<RedisStoreOptions>>()?.Value ?? new();
}
