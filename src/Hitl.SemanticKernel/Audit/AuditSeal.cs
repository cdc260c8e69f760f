namespace Hitl.SemanticKernel;

/// <summary>A signed statement of what the audit log held at a time.</summary>
public sealed record AuditSeal
{
    /// <summary>The seal's number, from 1 without gaps.</summary>
    public required long Number { get; init; }

    /// <summary>When, by the server's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How many threads had new events since the seal before. Their latest events are the leaves of the tree.</summary>
    public required int Threads { get; init; }

    /// <summary>The root of the Merkle tree over these events, in hexadecimal.</summary>
    public required string Root { get; init; }

    /// <summary>SHA-256 of the seal before, in hexadecimal; empty for the first.</summary>
    public required string Previous { get; init; }

    /// <summary>SHA-256 of the public key, as SubjectPublicKeyInfo, in hexadecimal.</summary>
    public required string KeyId { get; init; }

    /// <summary>SHA-256 of the seal itself, in hexadecimal. Kept elsewhere, it shows later that no seal up to this one was removed or made anew.</summary>
    public required string Digest { get; init; }
}
