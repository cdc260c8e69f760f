using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>
/// The name of an element of a vector set: a revision, then the key of a record. Each writing of a record adds an element of its own
/// and the record names its revision, so an element counts only as long as its record says so.
/// </summary>
internal static class ElementName
{
    /// <summary>The length of a revision.</summary>
    public const int RevisionLength = 12;

    private static readonly long MaxMilliseconds = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>A revision that no other writing has. It begins with the time, so that its age can be seen.</summary>
    public static string NewRevision(DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[8 + 3];
        BinaryPrimitives.WriteInt64BigEndian(bytes, now.ToUnixTimeMilliseconds());
        RandomNumberGenerator.Fill(bytes[8..]);
        return Base64Url.EncodeToString(bytes[2..]);
    }

    /// <summary>When a revision was made; never, for an element that others added.</summary>
    public static DateTimeOffset TimeOf(string revision)
    {
        Span<byte> bytes = stackalloc byte[8];
        bytes.Clear();
        return revision.Length == RevisionLength && Base64Url.IsValid(revision.AsSpan(0, 8)) && Base64Url.TryDecodeFromChars(revision.AsSpan(0, 8), bytes[2..], out _)
            && BinaryPrimitives.ReadInt64BigEndian(bytes) is var milliseconds && milliseconds <= MaxMilliseconds
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : DateTimeOffset.MaxValue;
    }

    public static RedisValue Of(string revision, string key) => Encoding.UTF8.GetBytes(revision + key);

    public static (string Revision, string Key) Split(string element) =>
        element.Length > RevisionLength ? (element[..RevisionLength], element[RevisionLength..]) : ("", element);
}
