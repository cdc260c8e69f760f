using System.Security.Cryptography;
using System.Text.Json;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>A seal as it is stored: the payload byte by byte, and its signature.</summary>
internal sealed record StoredSeal(byte[] Payload, byte[] Signature)
{
    public string Digest => Convert.ToHexStringLower(SHA256.HashData([.. Payload, .. Signature]));

    /// <exception cref="FormatException">The entry is not in the form of a seal.</exception>
    public static StoredSeal Parse(RedisValue entry) =>
        LedgerRecords.ReadBytes((byte[])entry!) is [var payload, var signature] ? new(payload, signature) : throw new FormatException("A seal has two parts.");

    /// <exception cref="JsonException">The payload is no JSON.</exception>
    public SealPayload Read() => JsonSerializer.Deserialize(Payload, EventJson.Relaxed.SealPayload)!;

    public AuditSeal ToSeal()
    {
        var payload = Read();
        return new AuditSeal
        {
            Number = payload.Number,
            At = DateTimeOffset.FromUnixTimeMilliseconds(payload.Time),
            Threads = payload.Threads,
            Root = payload.Root,
            Previous = payload.Previous,
            KeyId = payload.KeyId,
            Digest = Digest,
        };
    }
}
