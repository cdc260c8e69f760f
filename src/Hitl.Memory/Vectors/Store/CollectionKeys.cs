using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>The keys of one collection. All of them share a hash tag, so that one script can change several, on Redis Cluster too.</summary>
/// <remarks>
/// The name is escaped, and what a record's key is made of comes last: no name and no key can name another's key. What a collection
/// holds is kept under the generation that its head names: it is gone at once when the head is, whatever is still to be deleted.
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
        Prefix = Checked(prefix);
        Name = name;
        _root = $"{{{Prefix}:vectors:{Keyspace.Escape(name)}}}:";
        Head = _root + "head";
        Deleted = _root + "deleted";
    }

    public string Prefix { get; }

    /// <summary>The name of the collection.</summary>
    public string Name { get; }

    /// <summary>The head, a hash: the schema and the generation. A collection exists when it has one.</summary>
    public RedisKey Head { get; }

    /// <summary>Generations that were deleted and may have records left, a hash of their schemas.</summary>
    public RedisKey Deleted { get; }

    /// <summary>The keys of a generation.</summary>
    public GenerationKeys Generation(string generation) => new(_root + generation + ":");

    /// <summary>The names of all collections of a prefix, a set. A name in it may be one whose collection was deleted a moment ago.</summary>
    public static RedisKey Names(string prefix) => Checked(prefix) + ":vectors";

    private static string Checked(string prefix) => prefix is { Length: > 0 and <= 64 } && ValidPrefix().IsMatch(prefix)
        ? prefix
        : throw new ArgumentException("A key prefix has 1 to 64 characters, and neither braces nor white space.", nameof(prefix));

    [GeneratedRegex(@"\A[^{}\s]+\z")]
    private static partial Regex ValidPrefix();
}
