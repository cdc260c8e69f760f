using Microsoft.Extensions.VectorData;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>A vector store on Redis Search, which comes with Redis 8 of redis.io and with Redis Stack. Its collections are searched by words too.</summary>
/// <remarks>Safe for concurrent use. The connection is the caller's and is never closed here.</remarks>
public sealed class RedisSearchStore : RedisVectorStoreBase
{
    /// <summary>Creates a store on a database. Nothing is asked of the server yet.</summary>
    /// <param name="database">The database, number 0: Redis Search indexes no other.</param>
    /// <param name="options">Its options.</param>
    /// <exception cref="ArgumentException">The key prefix is not valid.</exception>
    public RedisSearchStore(IDatabase database, RedisVectorStoreOptions? options = null)
        : this(new VectorConnection(database), options)
    {
    }

    /// <summary>Creates a store on a connection. Nothing is asked of the server yet.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="options">Its options.</param>
    /// <exception cref="ArgumentException">The key prefix is not valid.</exception>
    public RedisSearchStore(IConnectionMultiplexer connection, RedisVectorStoreOptions? options = null)
        : this(new VectorConnection(connection), options)
    {
    }

    /// <summary>Creates a store on another store's connection, which is made when it is first needed.</summary>
    /// <param name="store">The store that has the connection.</param>
    /// <param name="options">Its options.</param>
    /// <exception cref="ArgumentException">The key prefix is not valid.</exception>
    public RedisSearchStore(RedisStore store, RedisVectorStoreOptions? options = null)
        : this(new VectorConnection(store), options)
    {
    }

    internal RedisSearchStore(VectorConnection connection, RedisVectorStoreOptions? options)
        : base(connection, options)
    {
    }

    /// <inheritdoc/>
    public override VectorStoreCollection<TKey, TRecord> GetCollection<TKey, TRecord>(string name, VectorStoreCollectionDefinition? definition = null) =>
        GetCollection<TKey, TRecord>(name, new RedisSearchCollectionOptions { Definition = definition });

    /// <summary>A collection with options of its own. Nothing is asked of the server yet.</summary>
    /// <param name="name">The name of the collection, 1 to 512 characters.</param>
    /// <param name="options">Its options. The key prefix is the store's; so is the embedding generator, unless the options have one.</param>
    /// <typeparam name="TKey">The type of the keys: string, <see cref="Guid"/>, long or int.</typeparam>
    /// <typeparam name="TRecord">The type of the records.</typeparam>
    /// <exception cref="InvalidOperationException">The definition does not fit the type of the records.</exception>
    /// <exception cref="NotSupportedException">A property has a type that cannot be stored, or the type of the records is a dictionary.</exception>
    public RedisSearchCollection<TKey, TRecord> GetCollection<TKey, TRecord>(string name, RedisSearchCollectionOptions options)
        where TKey : notnull
        where TRecord : class
    {
        var own = Own(options);
        return new(Connection, name, Model<TKey, TRecord>(name, own), own);
    }

    /// <inheritdoc/>
    public override VectorStoreCollection<object, Dictionary<string, object?>> GetDynamicCollection(string name, VectorStoreCollectionDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return GetDynamicCollection(name, new RedisSearchCollectionOptions { Definition = definition });
    }

    /// <summary>A dynamic collection with options of its own. Nothing is asked of the server yet.</summary>
    /// <param name="name">The name of the collection, 1 to 512 characters.</param>
    /// <param name="options">Its options, with a definition. The key prefix is the store's; so is the embedding generator, unless the options have one.</param>
    /// <exception cref="ArgumentNullException">There is no definition.</exception>
    /// <exception cref="NotSupportedException">A property has a type that cannot be stored.</exception>
    public RedisSearchDynamicCollection GetDynamicCollection(string name, RedisSearchCollectionOptions options)
    {
        var own = Own(options);
        return new(Connection, name, DynamicModel(name, own), own);
    }

    private RedisSearchCollectionOptions Own(RedisSearchCollectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(options) { KeyPrefix = Options.KeyPrefix, EmbeddingGenerator = options.EmbeddingGenerator ?? Options.EmbeddingGenerator };
    }
}
