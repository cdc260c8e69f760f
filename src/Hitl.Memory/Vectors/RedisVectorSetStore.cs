using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>A vector store on the vector sets of Redis 8 or of the embedded server. It needs no module.</summary>
/// <remarks>Safe for concurrent use. The connection is the caller's and is never closed here.</remarks>
public sealed class RedisVectorSetStore : VectorStore
{
    private readonly VectorConnection _connection;
    private readonly RedisVectorStoreOptions _options;
    private readonly VectorStoreMetadata _metadata = new() { VectorStoreSystemName = VectorOperations.SystemName };

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
    {
        _connection = connection;
        _options = options ?? new();
        CollectionKeys.Names(_options.KeyPrefix);
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
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (typeof(TRecord) == typeof(Dictionary<string, object?>))
        {
            throw new ArgumentException(VectorDataStrings.GetCollectionWithDictionaryNotSupported);
        }

        var own = Own(options);
        return new(_connection, name, RecordModel.Build(typeof(TRecord), typeof(TKey), own.Definition, own.EmbeddingGenerator), own);
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
        ArgumentException.ThrowIfNullOrEmpty(name);
        var own = Own(options);
        return new(_connection, name, RecordModel.Build(typeof(Dictionary<string, object?>), typeof(object), own.Definition, own.EmbeddingGenerator), own);
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<string> ListCollectionNamesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var names = await RunAsync(null, "ListCollectionNames", async database =>
        {
            var found = new List<string>();
            await foreach (var name in CollectionCatalog.NamesAsync(database, _options.KeyPrefix, cancellationToken).ConfigureAwait(false))
            {
                found.Add(name);
            }

            return found;
        }, cancellationToken).ConfigureAwait(false);
        foreach (var name in names)
        {
            yield return name;
        }
    }

    /// <inheritdoc/>
    public override Task<bool> CollectionExistsAsync(string name, CancellationToken cancellationToken = default)
    {
        var keys = new CollectionKeys(_options.KeyPrefix, name);
        return RunAsync(name, "CollectionExists", database => database.KeyExistsAsync(keys.Head), cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="CollectionSchemaException">The collection was made by another store.</exception>
    public override Task EnsureCollectionDeletedAsync(string name, CancellationToken cancellationToken = default)
    {
        var keys = new CollectionKeys(_options.KeyPrefix, name);
        return RunAsync(name, "EnsureCollectionDeleted", async database =>
        {
            await VectorSetEngine.DropAsync(database, keys, cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(VectorStoreMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    private RedisVectorSetCollectionOptions Own(RedisVectorSetCollectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(options) { KeyPrefix = _options.KeyPrefix, EmbeddingGenerator = options.EmbeddingGenerator ?? _options.EmbeddingGenerator };
    }

    private Task<T> RunAsync<T>(string? collection, string operation, Func<IDatabase, Task<T>> run, CancellationToken cancellationToken) =>
        VectorOperations.RunAsync(collection, operation, async () =>
            await run(await _connection.OpenAsync(cancellationToken).ConfigureAwait(false)).WaitAsync(cancellationToken).ConfigureAwait(false));
}
