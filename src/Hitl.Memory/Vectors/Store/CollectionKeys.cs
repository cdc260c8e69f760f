using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>The keys of one collection. All of them share a hash tag, so that one script can change several, on Redis Cluster too.</summary>
/// <remarks>
/// The name is escaped, and what a record's key is made of comes last: no name and no key can name another's key.
/// </remarks>
internal sealed partial class CollectionKeys
{
    private readonly string _root;

    /// <param name="prefix">What every key begins with, see <see cref="RedisVectorStoreOptions.KeyPrefix"/>.</param>
    /// <param name="name">The name of the collection, 1 to 512 characters.</param>
    /// <exception cref="ArgumentException">One of them is empty, too long or not valid.</exception>
    public CollectionKeys(string prefix, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _root = $"{{{Checked(prefix)}:vectors:{Keyspace.Escape(name)}}}:";
        Head = _root + "head";
        Members = _root + "members";
        Expiring = _root + "expiring";
    }

    /// <summary>The head, a hash: the schema and the state of the collection. A collection exists when it has one.</summary>
    public RedisKey Head { get; }

    /// <summary>The keys of all records, a sorted set in which all scores are 0: it is ordered by key.</summary>
    public RedisKey Members { get; }

    /// <summary>When records expire, a sorted set of their keys by milliseconds since 1970.</summary>
    public RedisKey Expiring { get; }

    /// <summary>What the keys of all records begin with.</summary>
    public string RecordPrefix => _root + "r:";

    /// <summary>A record, a hash.</summary>
    /// <param name="key">The text of its key.</param>
    public RedisKey Record(string key) => RecordPrefix + key;

    /// <summary>A further key of the collection.</summary>
    /// <param name="name">Its name: neither <c>head</c>, <c>members</c> nor <c>expiring</c>, and not beginning with <c>r:</c>.</param>
    public RedisKey Own(string name) => _root + name;

    /// <summary>The names of all collections of a prefix, a set. A name in it may be one whose collection was deleted a moment ago.</summary>
    public static RedisKey Names(string prefix) => Checked(prefix) + ":vectors";

    private static string Checked(string prefix) => prefix is { Length: > 0 and <= 64 } && ValidPrefix().IsMatch(prefix)
        ? prefix
        : throw new ArgumentException("A key prefix has 1 to 64 characters, and neither braces nor white space.", nameof(prefix));

    [GeneratedRegex(@"\A[^{}\s]+\z")]
    private static partial Regex ValidPrefix();
}
