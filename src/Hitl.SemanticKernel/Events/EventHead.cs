using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>The latest event of a chain, as far as this process has seen it: what the next one is hashed over.</summary>
/// <param name="Number">The event's number in its chain; 0 before the first.</param>
/// <param name="Hash">Its hash in hexadecimal; empty before the first.</param>
/// <param name="Facts">What its script noted.</param>
internal sealed record EventHead(long Number, string Hash, byte[] Facts)
{
    public static EventHead None { get; } = new(0, string.Empty, []);

    /// <summary>Reads number, hash and facts.</summary>
    public static EventHead Read(RedisValue number, RedisValue hash, RedisValue facts) =>
        number.IsNull ? None : new(long.Parse((string)number!, CultureInfo.InvariantCulture), (string)hash!, (byte[])facts!);

    /// <summary>Reads number, hash and facts from a reply of a script.</summary>
    public static EventHead Read(ReadOnlySpan<RedisResult> reply) => Read((RedisValue)reply[0], (RedisValue)reply[1], (RedisValue)reply[2]);

    /// <summary>
    /// The hash of the event that follows: SHA-256 over four lines, which are its number, the hash of the event before, the SHA-256 of the
    /// facts of the event before, and its own body.
    /// </summary>
    public string Next(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Facts, hash);
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Number + 1}\n{Hash}\n{Convert.ToHexStringLower(hash)}\n")));
        sha.AppendData(body);
        sha.GetHashAndReset(hash);
        return Convert.ToHexStringLower(hash);
    }
}
