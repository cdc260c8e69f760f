using System.Security.Cryptography;
using System.Text.Json;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>What the writer of a transition says of it. What only the script knows, the time among it, the script notes as facts.</summary>
internal sealed record EventDraft
{
    private const int SaltLength = 22;

    /// <summary>One of <see cref="EventKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The thread; <see langword="null"/> for what concerns no single thread.</summary>
    public string? ThreadId { get; init; }

    public EventActor Actor { get; init; } = EventActor.Agent;

    public DecisionKind? Decision { get; init; }

    public IReadOnlyList<EventCall>? Calls { get; init; }

    /// <summary>The messages that the transition appends, as they are stored.</summary>
    public ReadOnlyMemory<RedisValue> Messages { get; init; }

    /// <summary>Further entries that are not personal, for example the end of a claim.</summary>
    public IReadOnlyDictionary<string, string>? Data { get; init; }

    /// <summary>What may be personal: everything that a person, a model or a tool wrote.</summary>
    public EventContent? Content { get; init; }

    /// <summary>Body and content as they are stored; an empty content when there is none.</summary>
    public (byte[] Body, byte[] Content) Write()
    {
        var content = Content is null ? [] : JsonSerializer.SerializeToUtf8Bytes(Content with { Salt = RandomNumberGenerator.GetString("0123456789abcdefghijklmnopqrstuv", SaltLength) }, EventJson.Relaxed.EventContent);
        var body = new EventBody
        {
            Kind = Kind,
            Thread = ThreadId,
            Actor = Actor,
            Decision = Decision,
            Calls = Calls is { Count: > 0 } ? Calls : null,
            Messages = Messages.IsEmpty ? null : new EventMessages(Messages.Length, Digest(Messages.Span)),
            Data = Data,
            Content = content.Length == 0 ? null : Convert.ToHexStringLower(SHA256.HashData(content)),
        };
        return (JsonSerializer.SerializeToUtf8Bytes(body, EventJson.Relaxed.EventBody), content);
    }

    private static string Digest(ReadOnlySpan<RedisValue> messages)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var message in messages)
        {
            sha.AppendData((byte[])message!);
            sha.AppendData("\n"u8);
        }

        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }
}
