namespace Hitl.SemanticKernel;

/// <summary>What of a seal is signed, as it is stored.</summary>
internal sealed record SealPayload
{
    public int Schema { get; init; } = 1;

    public required long Number { get; init; }

    /// <summary>The server's clock in milliseconds.</summary>
    public required long Time { get; init; }

    public required string Previous { get; init; }

    public required string Root { get; init; }

    public required int Threads { get; init; }

    /// <summary>Up to where each feed is sealed.</summary>
    public required IReadOnlyDictionary<string, string> Feeds { get; init; }

    public required string KeyId { get; init; }
}
