using Microsoft.Extensions.VectorData;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>
/// A vector store on whatever the server offers: Redis Search where it has that (and the connection is to database 0), else vector sets.
/// A collection that exists stays on what it was made on.
/// </summary>
/// <remarks>
/// Safe for concurrent use. The connection is the caller's and is never closed here. What the server offers is asked once per connection,
/// when it is first needed. The collections are <see cref="IKeywordHybridSearchable{TRecord}"/>; on vector sets a hybrid search is a <see cref="NotSupportedException"/>.
/// </remarks>
public sealed class RedisVectorStore : RedisVectorStoreBase
{
    /// <summary>Creates a store on a database. Nothing is asked of the server yet.</summary>
    /// <param name="database">The database.</param>
    /// <param name="options">Its options.</param>
    /// <exception cref="ArgumentException">The key prefix is not valid.</exception>
    public RedisVectorStore(IDatabase database, RedisVectorStoreOptions? options = null)
        : this(new VectorConnection(database), options)
    {
    }

    /// <summary>Creates a store on a connection. Nothing is asked of the server yet.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="options">Its options.</param>
    /// <exception cref="ArgumentException">The key prefix is not valid.</exception>
    public RedisVectorStore(IConnectionMultiplexer connection, RedisVectorStoreOptions? options = null)
        : this(new VectorConnection(connection), options)
    {
    }

    /// <summary>Creates a store on another store's connection, which is made when it is first needed.</summary>
    /// <param name="store">The store that has the connection.</param>
    /// <param name="options">Its options.</param>
    /// <exception cref="ArgumentException">The key prefix is not valid.</exception>
    public RedisVectorStore(RedisStore store, RedisVectorStoreOptions? options = null)
        : this(new VectorConnection(store), options)
    {
    }

    internal RedisVectorStore(VectorConnection connection, RedisVectorStoreOptions? options)
        : base(connection, options)
    {
    }

    /// <inheritdoc/>
    public override VectorStoreCollection<TKey, TRecord> GetCollection<TKey, TRecord>(string name, VectorStoreCollectionDefinition? definition = null)
    {
        var model = Model<TKey, TRecord>(name, new RedisVectorSetCollectionOptions { Definition = definition, EmbeddingGenerator = Options.EmbeddingGenerator });
        return new RedisChosenCollection<TKey, TRecord>(name, model, Engine(name, model));
    }

    /// <inheritdoc/>
    public override VectorStoreCollection<object, Dictionary<string, object?>> GetDynamicCollection(string name, VectorStoreCollectionDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var model = DynamicModel(name, new RedisVectorSetCollectionOptions { Definition = definition, EmbeddingGenerator = Options.EmbeddingGenerator });
        return new RedisChosenCollection<object, Dictionary<string, object?>>(name, model, Engine(name, model));
    }

    private ChosenEngine Engine(string name, RecordModel model)
    {
        var keys = new CollectionKeys(Options.KeyPrefix, name);
        return new(
            Connection,
            keys,
            () => new VectorSetEngine(Connection, keys, model, new() { KeyPrefix = Options.KeyPrefix }, TimeProvider.System),
            () => new SearchEngine(Connection, keys, model, new() { KeyPrefix = Options.KeyPrefix }, TimeProvider.System));
    }
}
