using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>A collection of records that are dictionaries, kept in hashes and vector sets. Their properties are in the definition.</summary>
public sealed class RedisVectorSetDynamicCollection : RedisVectorSetCollection<object, Dictionary<string, object?>>
{
    /// <summary>Creates a collection on a connection of the caller. Nothing is asked of the server yet.</summary>
    /// <param name="database">The database; its connection stays the caller's.</param>
    /// <param name="name">The name of the collection, 1 to 512 characters.</param>
    /// <param name="options">Its options, with a definition.</param>
    /// <exception cref="ArgumentNullException">There is no definition.</exception>
    /// <exception cref="NotSupportedException">A property has a type that cannot be stored.</exception>
    public RedisVectorSetDynamicCollection(IDatabase database, string name, RedisVectorSetCollectionOptions options)
        : this(new VectorConnection(database), name, Build(name, options), options)
    {
    }

    internal RedisVectorSetDynamicCollection(VectorConnection connection, string name, RecordModel model, RedisVectorSetCollectionOptions options)
        : base(connection, name, model, options)
    {
    }

    private static RecordModel Build(string name, RedisVectorSetCollectionOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(options);
        return RecordModel.Build(typeof(Dictionary<string, object?>), typeof(object), options.Definition, options.EmbeddingGenerator);
    }
}
