using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Hitl.SemanticKernel;

/// <summary>Signatures of webhooks: the symmetric scheme, v1, of the Standard Webhooks specification.</summary>
/// <remarks>HMAC-SHA256 over id, timestamp in seconds and body, joined by full stops. The header has one signature for each secret, separated by spaces.</remarks>
public static class WebhookSignature
{
    /// <summary>The header that has the id of the message.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>The header that has the time of the attempt, in seconds since 1970.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>The header that has the signatures.</summary>
    public const string SignatureHeader = "webhook-signature";

    private const string SecretPrefix = "whsec_";
    private const string Version = "v1,";

    /// <summary>Signs a message.</summary>
    /// <param name="id">The message's id.</param>
    /// <param name="at">When it is sent.</param>
    /// <param name="body">The body, byte by byte.</param>
    /// <param name="secrets">The secrets.</param>
    /// <returns>The value of the header.</returns>
    /// <exception cref="ArgumentException">A secret is not valid.</exception>
    public static string Sign(string id, DateTimeOffset at, ReadOnlySpan<byte> body, IEnumerable<string> secrets)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(secrets);
        var signed = Signed(id, at.ToUnixTimeSeconds(), body);
        return string.Join(' ', secrets.Select(secret => Version + Convert.ToBase64String(HMACSHA256.HashData(ThrowIfNoKey(secret), signed))));
    }

    /// <summary>Checks a message that was received.</summary>
    /// <param name="id">The value of <see cref="IdHeader"/>; <see langword="null"/> when it is missing. The caller tells by it what it has seen.</param>
    /// <param name="timestamp">The value of <see cref="TimestampHeader"/>.</param>
    /// <param name="signatures">The value of <see cref="SignatureHeader"/>.</param>
    /// <param name="body">The body, byte by byte.</param>
    /// <param name="secrets">The secrets that count.</param>
    /// <param name="now">The time.</param>
    /// <param name="tolerance">How far the timestamp may be from it. Default: 5 minutes.</param>
    /// <returns>Whether one of the signatures is that of one of the secrets, and the time is right.</returns>
    /// <exception cref="ArgumentException">A secret is not valid.</exception>
    public static bool Verify(
        string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body, IEnumerable<string> secrets, DateTimeOffset now, TimeSpan? tolerance = null)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        if (id is null || signatures is null
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs((double)now.ToUnixTimeSeconds() - seconds) > (tolerance ?? TimeSpan.FromMinutes(5)).TotalSeconds)
        {
            return false;
        }

        var signed = Signed(id, seconds, body);
        var given = signatures.Split(' ').Where(s => s.StartsWith(Version, StringComparison.Ordinal)).Select(s => Encoding.ASCII.GetBytes(s[Version.Length..])).ToList();
        return secrets.Select(secret => Encoding.ASCII.GetBytes(Convert.ToBase64String(HMACSHA256.HashData(ThrowIfNoKey(secret), signed))))
            .Any(expected => given.Exists(g => CryptographicOperations.FixedTimeEquals(expected, g)));
    }

    /// <summary>The key in a secret; <see langword="null"/> when it is not valid.</summary>
    internal static byte[]? KeyOf(string? secret)
    {
        if (secret?.StartsWith(SecretPrefix, StringComparison.Ordinal) != true)
        {
            return null;
        }

        Span<byte> key = stackalloc byte[96];
        return Convert.TryFromBase64Chars(secret.AsSpan(SecretPrefix.Length), key, out var length) && length is >= 24 and <= 64 ? key[..length].ToArray() : null;
    }

    private static byte[] ThrowIfNoKey(string secret) =>
        KeyOf(secret) ?? throw new ArgumentException("A secret is 'whsec_' and 24 to 64 bytes in base64.", nameof(secret));

    private static byte[] Signed(string id, long seconds, ReadOnlySpan<byte> body) =>
        [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{seconds}.")), .. body];
}
