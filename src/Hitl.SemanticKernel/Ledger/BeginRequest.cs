using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>What a run begins with.</summary>
internal sealed record BeginRequest(BeginMode Mode)
{
    /// <summary>How long the run has the thread before it must renew that.</summary>
    public TimeSpan Lease { get; init; }

    /// <summary>Whether the messages are stored at once; messages behind open calls always are.</summary>
    public bool Keep { get; init; }

    public IReadOnlyList<ChatMessage> Messages { get; init; } = [];

    /// <summary>The thread with the call that asks this one; <see langword="null"/> when no call does.</summary>
    public string? Caller { get; init; }

    /// <summary>The calls left to the caller of the client of which it has sent the results.</summary>
    public IReadOnlyList<string> Answered { get; init; } = [];

    /// <summary>The nested calls that waited for other threads and need not any more; <see langword="null"/> when nobody has looked yet.</summary>
    public IReadOnlyList<string>? Continued { get; init; }
}
