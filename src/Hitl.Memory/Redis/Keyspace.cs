using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Hitl.Memory;

/// <summary>Names the keys. Everything one thread touches shares a hash tag, so that one script can change it atomically.</summary>
public sealed class Keyspace
{
    /// <summary>The longest id that is taken, in characters: 512.</summary>
    public const int MaxIdLength = 512;

    private readonly string _prefix;
    private readonly int _partitions;

    /// <summary>Creates the key space.</summary>
    /// <param name="prefix">What every key begins with.</param>
    /// <param name="partitions">The number of partitions.</param>
    public Keyspace(string prefix, int partitions)
    {
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        _prefix = prefix;
        _partitions = partitions;
    }

    /// <summary>What every key begins with.</summary>
    internal string Prefix => _prefix;

    /// <summary>The number of partitions.</summary>
    public int Partitions => _partitions;

    /// <summary>The partition that a thread belongs to: the same for an id in every process and version.</summary>
    /// <param name="threadId">The thread's id, 1 to 512 characters.</param>
    /// <returns>0 to <see cref="Partitions"/> - 1.</returns>
    /// <exception cref="ArgumentException">The id is empty, too long or not valid Unicode.</exception>
    public int PartitionOf(string threadId)
    {
        ThrowIfInvalidId(threadId);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(threadId), hash);
        return (int)(BinaryPrimitives.ReadUInt32BigEndian(hash) % (uint)_partitions);
    }

    /// <summary>The name of a key in a partition.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="name">The rest of the name; ids in it must be escaped with <see cref="Escape"/>.</param>
    public string Key(int partition, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{{{_prefix}:{partition}}}:{name}");

    /// <summary>The name of a key that belongs to no partition.</summary>
    /// <param name="name">The rest of the name.</param>
    public string Key(string name) => $"{_prefix}:{name}";

    /// <summary>The name of a key in a hash slot that is no partition's. Keys with the same tag share the slot, so that one script can change them.</summary>
    /// <param name="tag">The tag; ids in it must be escaped with <see cref="Escape"/>. A number would name a partition.</param>
    /// <param name="name">The rest of the name. Default: none.</param>
    public string Tagged(string tag, string? name = null) =>
        name is null ? $"{{{_prefix}:{tag}}}" : $"{{{_prefix}:{tag}}}:{name}";

    /// <summary>The keys of one thread.</summary>
    /// <param name="threadId">The thread's id, 1 to 512 characters.</param>
    /// <exception cref="ArgumentException">The id is empty, too long or not valid Unicode.</exception>
    public ThreadKeys Thread(string threadId)
    {
        var partition = PartitionOf(threadId);
        return new ThreadKeys(this, partition, Key(partition, "thread:" + Escape(threadId)));
    }

    /// <summary>Writes an id so that it can be part of a key: no id can name another's key.</summary>
    /// <param name="id">The id, 1 to 512 characters.</param>
    /// <exception cref="ArgumentException">The id is empty, too long or not valid Unicode.</exception>
    public static string Escape(string id)
    {
        ThrowIfInvalidId(id);
        return Uri.EscapeDataString(id);
    }

    private static void ThrowIfInvalidId(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        if (id.Length > MaxIdLength)
        {
            throw new ArgumentException($"An id has at most {MaxIdLength} characters; this one has {id.Length}.", nameof(id));
        }

        for (var rest = id.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var consumed) != OperationStatus.Done)
            {
                throw new ArgumentException("An id must be valid Unicode; this one contains half of a surrogate pair.", nameof(id));
            }

            rest = rest[consumed..];
        }
    }
}
