using Microsoft.Extensions.VectorData;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>A vector store on the vector sets of Redis 8 or of the embedded server. It needs no module.</summary>
/// <remarks>Safe for concurrent use. The connection is the caller's and is never closed here.</remarks>
public sealed class RedisVectorSetStore : RedisVectorStoreBase
{
    /// <summary>Creates a store on a database. Nothing is asked of the server yet.</summary>
    /// <param name="database">The database.</param>
    /// <param name="options">Its options.</param>
    /// <exception cref="ArgumentException">The key prefix is not valid.</exception>
    public RedisVectorSetStore(IDatabase database, RedisVectorStoreOptions? options = null)
        : this(new VectorConnection(database), options)
    {
    }

    /// <summary>Creates a store on a connection. Nothing is asked of the server yet.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="options">Its options.</param>
    /// <exception cref="ArgumentException">The key prefix is not valid.</exception>
    public RedisVectorSetStore(IConnectionMultiplexer connection, RedisVectorStoreOptions? options = null)
        : this(new VectorConnection(connection), options)
    {
    }

    /// <summary>Creates a store on another store's connection, which is made when it is first needed.</summary>
    /// <param name="store">The store that has the connection.</param>
    /// <param name="options">Its options.</param>
    /// <exception cref="ArgumentException">The key prefix is not valid.</exception>
    public RedisVectorSetStore(RedisStore store, RedisVectorStoreOptions? options = null)
        : this(new VectorConnection(store), options)
    {
    }

    internal RedisVectorSetStore(VectorConnection connection, RedisVectorStoreOptions? options)
        : base(connection, options)
    {
    }

    /// <inheritdoc/>
    public override VectorStoreCollection<TKey, TRecord> GetCollection<TKey, TRecord>(string name, VectorStoreCollectionDefinition? definition = null) =>
        GetCollection<TKey, TRecord>(name, new RedisVectorSetCollectionOptions { Definition = definition });

    /// <summary>A collection with options of its own. Nothing is asked of the server yet.</summary>
    /// <param name="name">The name of the collection, 1 to 512 characters.</param>
    /// <param name="options">Its options. The key prefix is the store's; so is the embedding generator, unless the options have one.</param>
    /// <typeparam name="TKey">The type of the keys: string, <see cref="Guid"/>, long or int.</typeparam>
    /// <typeparam name="TRecord">The type of the records.</typeparam>
    /// <exception cref="InvalidOperationException">The definition does not fit the type of the records.</exception>
    /// <exception cref="NotSupportedException">A property has a type that cannot be stored, or the type of the records is a dictionary.</exception>
    public RedisVectorSetCollection<TKey, TRecord> GetCollection<TKey, TRecord>(string name, RedisVectorSetCollectionOptions options)
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
        return GetDynamicCollection(name, new RedisVectorSetCollectionOptions { Definition = definition });
    }

    /// <summary>A dynamic collection with options of its own. Nothing is asked of the server yet.</summary>
    /// <param name="name">The name of the collection, 1 to 512 characters.</param>
    /// <param name="options">Its options, with a definition. The key prefix is the store's; so is the embedding generator, unless the options have one.</param>
    /// <exception cref="ArgumentNullException">There is no definition.</exception>
    /// <exception cref="NotSupportedException">A property has a type that cannot be stored.</exception>
    public RedisVectorSetDynamicCollection GetDynamicCollection(string name, RedisVectorSetCollectionOptions options)
    {
        var own = Own(options);
        return new(Connection, name, DynamicModel(name, own), own);
    }

    private RedisVectorSetCollectionOptions Own(RedisVectorSetCollectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(options) { KeyPrefix = Options.KeyPrefix, EmbeddingGenerator = options.EmbeddingGenerator ?? Options.EmbeddingGenerator };
    }
}
