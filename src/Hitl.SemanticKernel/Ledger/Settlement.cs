using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>What is written when a call has ended: the call, and what follows for its batch.</summary>
internal sealed record Settlement
{
    /// <summary>The call that ended; <see langword="null"/> when only the batch is closed.</summary>
    public CallEntry? Call { get; init; }

    /// <summary>The call that starts next, in the same step.</summary>
    public CallEntry? Next { get; init; }

    /// <summary>The messages that the complete batch adds to the log; <see langword="null"/> when it is not complete.</summary>
    public IReadOnlyList<ChatMessage>? Closing { get; init; }

    /// <summary>What follows the complete batch.</summary>
    public After After { get; init; }

    public bool Release { get; init; }

    /// <summary>Whether the result is held: a review is opened in the same step.</summary>
    public bool IsHeld => Call is { State: CallState.Held };
}
