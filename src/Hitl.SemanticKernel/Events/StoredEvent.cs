using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>An event as it is stored, byte by byte, so that its hash can be computed again.</summary>
/// <param name="Number">Its number in its chain.</param>
/// <param name="Hash">The hash that is stored with it.</param>
/// <param name="Body">What its writer said.</param>
/// <param name="Facts">What its script noted.</param>
/// <param name="Check">The check value that is stored with it.</param>
/// <param name="Content">Its content; <see langword="null"/> when there is none or it was erased.</param>
internal sealed record StoredEvent(long Number, string Hash, byte[] Body, byte[] Facts, string Check, byte[]? Content)
{
    public EventHead Head => new(Number, Hash, Facts);

    /// <summary>
    /// Whether hash, body and facts are those that the server put together. The event's own hash cannot cover the facts, which are known only when
    /// it is appended; from the next event on they are part of a SHA-256. And it tells which of two events was changed when they do not fit.
    /// </summary>
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "Servers compute nothing stronger. It finds damage; the hashes and seals are what protects.")]
    public bool IsWhole => Check == Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes(Hash), .. Body, .. Facts]));

    /// <summary>Reads an entry of the hash of a chain.</summary>
    /// <exception cref="FormatException">The entry is not in the form of an event.</exception>
    public static StoredEvent Parse(long number, RedisValue entry, RedisValue content)
    {
        var parts = LedgerRecords.ReadBytes((byte[])entry!);
        return parts is [var hash, var body, var facts, var check]
            ? new(number, Encoding.UTF8.GetString(hash), body, facts, Encoding.ASCII.GetString(check), (byte[]?)content)
            : throw new FormatException($"An event has four parts; this one has {parts.Count}.");
    }

    /// <summary>The server's clock when it was recorded.</summary>
    public static DateTimeOffset TimeOf(IReadOnlyList<string> facts) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(facts[1], CultureInfo.InvariantCulture));

    /// <exception cref="FormatException">The facts are not in their form.</exception>
    /// <exception cref="JsonException">Body or content are no JSON.</exception>
    public OversightEvent Read()
    {
        var body = ReadBody();
        var facts = LedgerRecords.ReadList(Facts);
        var pairs = facts.Chunk(2).Select(f => KeyValuePair.Create(f[0], f[1])).ToList();
        var state = pairs.Find(f => f.Key == "state").Value;
        return new OversightEvent
        {
            ThreadId = body.Thread,
            Number = Number,
            Kind = body.Kind,
            At = TimeOf(facts),
            Actor = body.Actor,
            Refused = pairs.Find(f => f.Key == "refused").Value,
            Decision = body.Decision,
            Calls = state is null ? body.Calls ?? [] : [.. (body.Calls ?? []).Select(c => c with { State = CallStates.Parse(state) })],
            Messages = body.Messages,
            Data = body.Data ?? new Dictionary<string, string>(),
            Facts = pairs,
            Content = Content is null ? null : JsonSerializer.Deserialize(Content, EventJson.Relaxed.EventContent),
            IsErased = body.Content is not null && Content is null,
            Hash = Hash,
        };
    }

    public EventBody ReadBody() => JsonSerializer.Deserialize(Body, EventJson.Relaxed.EventBody)!;
}
