using Microsoft.Extensions.VectorData;

namespace Hitl.Memory;

/// <summary>How a collection keeps its records in Redis.</summary>
public class RedisVectorCollectionOptions : VectorStoreCollectionOptions
{
    /// <summary>Creates options with their defaults.</summary>
    public RedisVectorCollectionOptions()
    {
    }

    /// <summary>Creates a copy.</summary>
    /// <param name="source">The options to copy.</param>
    protected RedisVectorCollectionOptions(RedisVectorCollectionOptions? source)
        : base(source)
    {
        KeyPrefix = source?.KeyPrefix ?? KeyPrefix;
        TimeToLive = source?.TimeToLive;
        ExpiresAtProperty = source?.ExpiresAtProperty;
    }

    /// <summary>What every key begins with, see <see cref="RedisVectorStoreOptions.KeyPrefix"/>. A collection that a store made has the store's.</summary>
    /// <value>1 to 64 characters. Default <c>hitl</c>.</value>
    public string KeyPrefix { get; set; } = "hitl";

    /// <summary>How long a record lives after it was last written, on the server's clock.</summary>
    /// <value>More than zero. Default <see langword="null"/>: until it is deleted.</value>
    public TimeSpan? TimeToLive { get; set; }

    /// <summary>
    /// The name of a data property of type <see cref="DateTimeOffset"/> or <see cref="DateTime"/> (nullable or not) that says when the
    /// record expires. Where it is null, <see cref="TimeToLive"/> holds. A time that has passed deletes the record.
    /// </summary>
    /// <value>Default <see langword="null"/>.</value>
    public string? ExpiresAtProperty { get; set; }
}
