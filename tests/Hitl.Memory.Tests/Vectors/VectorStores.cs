using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace Hitl.Memory.Tests;

/// <summary>Opens vector stores for tests, each under a key prefix of its own.</summary>
internal static class VectorStores
{
    public static async Task<TestServer> ServerAsync(this RedisServers servers, StoreKind kind) =>
        kind == StoreKind.RedisSearch
            ? await servers.GetSearchAsync()
            : await servers.GetAsync(kind == StoreKind.EmbeddedVectorSets ? ServerKind.Embedded : ServerKind.Redis);

    public static async Task<VectorStore> OpenAsync(this RedisServers servers, StoreKind kind, IEmbeddingGenerator? generator = null)
    {
        var server = await servers.ServerAsync(kind);
        return server.Open(kind, server.NewPrefix(), generator);
    }

    /// <summary>A store under a prefix: two with the same one are the same store for two processes.</summary>
    public static VectorStore Open(this TestServer server, StoreKind kind, string prefix, IEmbeddingGenerator? generator = null) => kind switch
    {
        StoreKind.RedisSearch => new RedisSearchStore(server.Database, new() { KeyPrefix = prefix, EmbeddingGenerator = generator }),
        _ => new RedisVectorSetStore(server.Database, new() { KeyPrefix = prefix, EmbeddingGenerator = generator }),
    };

    /// <summary>A new collection with records in it.</summary>
    public static async Task<VectorStoreCollection<TKey, TRecord>> FilledAsync<TKey, TRecord>(this VectorStore store, string name, params TRecord[] records)
        where TKey : notnull
        where TRecord : class
    {
        var collection = store.GetCollection<TKey, TRecord>(name);
        await collection.EnsureCollectionExistsAsync();
        await collection.UpsertAsync(records);
        return collection;
    }
}
