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

    /// <summary>A revision that no other writing has. It begins with the time, so that its age can be seen.</summary>
    public static string NewRevision(DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[8 + 3];
        BinaryPrimitives.WriteInt64BigEndian(bytes, now.ToUnixTimeMilliseconds());
        RandomNumberGenerator.Fill(bytes[8..]);
        return Base64Url.EncodeToString(bytes[2..]);
    }

    /// <summary>When a revision was made.</summary>
    public static DateTimeOffset TimeOf(string revision)
    {
        Span<byte> bytes = stackalloc byte[8];
        bytes.Clear();
        Base64Url.DecodeFromChars(revision.AsSpan(0, 8), bytes[2..]);
        return DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes));
    }

    public static RedisValue Of(string revision, string key) => Encoding.UTF8.GetBytes(revision + key);

    public static (string Revision, string Key) Split(string element) => (element[..RevisionLength], element[RevisionLength..]);
}
