using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>The keys of what a collection holds.</summary>
/// <param name="root">What all of them begin with.</param>
internal sealed class GenerationKeys(string root)
{
    /// <summary>The keys of all records, a sorted set in which all scores are 0: it is ordered by key.</summary>
    public RedisKey Members { get; } = root + "members";

    /// <summary>When records expire, a sorted set of their keys by milliseconds since 1970.</summary>
    public RedisKey Expiring { get; } = root + "expiring";

    /// <summary>What must be tidied up after records that expire, a hash by their keys.</summary>
    public RedisKey Traces { get; } = root + "traces";

    /// <summary>What the keys of all records begin with.</summary>
    public string RecordPrefix { get; } = root + "r:";

    /// <summary>A record, a hash.</summary>
    /// <param name="key">The text of its key.</param>
    public RedisKey Record(string key) => RecordPrefix + Escaped(key);

    /// <summary>The key of the record that a hash holds.</summary>
    /// <param name="hash">The name of the hash.</param>
    public string RecordKey(string hash) => hash[(hash.IndexOf(RecordPrefix, StringComparison.Ordinal) + RecordPrefix.Length)..]
        .Replace("%00", "\0", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);

    // Redis Search takes the zero character for the end of a name.
    private static string Escaped(string key) =>
        key.Replace("%", "%25", StringComparison.Ordinal).Replace("\0", "%00", StringComparison.Ordinal);

    /// <summary>The index of a property, a sorted set that is ordered by value and key.</summary>
    /// <param name="field">The stored name of the property.</param>
    public RedisKey Index(string field) => root + "i:" + field;

    /// <summary>The vector set of a vector property.</summary>
    /// <param name="field">The stored name of the property.</param>
    public RedisKey Vectors(string field) => root + "v:" + field;
}
