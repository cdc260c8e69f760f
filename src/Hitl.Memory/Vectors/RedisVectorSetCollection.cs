using Microsoft.Extensions.VectorData.ProviderServices;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>A collection of records with vectors, kept in hashes and in the vector sets of Redis 8 or of the embedded server.</summary>
/// <typeparam name="TKey">The type of the keys: string, <see cref="Guid"/>, long or int; object for a dynamic collection.</typeparam>
/// <typeparam name="TRecord">The type of the records.</typeparam>
/// <inheritdoc/>
public class RedisVectorSetCollection<TKey, TRecord> : RedisVectorCollection<TKey, TRecord>
    where TKey : notnull
    where TRecord : class
{
    /// <summary>Creates a collection on a connection of the caller. Nothing is asked of the server yet.</summary>
    /// <param name="database">The database; its connection stays the caller's.</param>
    /// <param name="name">The name of the collection, 1 to 512 characters.</param>
    /// <param name="options">Its options.</param>
    /// <exception cref="InvalidOperationException">The definition does not fit the type of the records.</exception>
    /// <exception cref="NotSupportedException">A property has a type that cannot be stored, or the type of the records is a dictionary.</exception>
    public RedisVectorSetCollection(IDatabase database, string name, RedisVectorSetCollectionOptions? options = null)
        : this(new VectorConnection(database), name, Build(name, options), options ?? new())
    {
    }

    /// <summary>Creates a collection on a store, whose connection is made when it is first needed.</summary>
    /// <param name="store">The store; it stays the caller's.</param>
    /// <param name="name">The name of the collection, 1 to 512 characters.</param>
    /// <param name="options">Its options.</param>
    /// <exception cref="InvalidOperationException">The definition does not fit the type of the records.</exception>
    /// <exception cref="NotSupportedException">A property has a type that cannot be stored, or the type of the records is a dictionary.</exception>
    public RedisVectorSetCollection(RedisStore store, string name, RedisVectorSetCollectionOptions? options = null)
        : this(new VectorConnection(store), name, Build(name, options), options ?? new())
    {
    }

    internal RedisVectorSetCollection(VectorConnection connection, string name, RedisVectorSetCollectionOptions options)
        : this(connection, name, Build(name, options), options)
    {
    }

    internal RedisVectorSetCollection(VectorConnection connection, string name, RecordModel model, RedisVectorSetCollectionOptions options)
        : base(name, model, new VectorSetEngine(connection, new CollectionKeys(options.KeyPrefix, name), model, options.Checked(), TimeProvider.System))
    {
    }

    private static RecordModel Build(string name, RedisVectorSetCollectionOptions? options)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return typeof(TRecord) == typeof(Dictionary<string, object?>)
            ? throw new NotSupportedException(VectorDataStrings.NonDynamicCollectionWithDictionaryNotSupported(typeof(RedisVectorSetDynamicCollection)))
            : RecordModel.Build(typeof(TRecord), typeof(TKey), options?.Definition, options?.EmbeddingGenerator);
    }
}
