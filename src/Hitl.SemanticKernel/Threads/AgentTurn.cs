using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>What one turn of an agent came to.</summary>
public sealed record AgentTurn
{
    /// <summary>How the turn ended.</summary>
    public required AgentTurnStatus Status { get; init; }

    /// <summary>The thread.</summary>
    public required string ThreadId { get; init; }

    /// <summary>The agent's answer; only when <see cref="Status"/> is <see cref="AgentTurnStatus.Completed"/>, and then <see langword="null"/> when the turn only ran functions that the app invoked directly.</summary>
    public ChatMessageContent? Message { get; init; }

    /// <summary>The id of the reviewer who put <see cref="Message"/> in the place of the model's answer; <see langword="null"/> when it is the model's.</summary>
    public string? CorrectedBy { get; init; }

    /// <summary>
    /// How the turn before ended whose answer was held, when it was decided and the thread went on with a queued message in this one: the user has
    /// not seen its answer either. <see langword="null"/> otherwise.
    /// </summary>
    public AgentTurn? HeldTurn { get; init; }

    /// <summary>The reviews that the thread waits for, also those of threads that its calls ask; empty unless <see cref="Status"/> is <see cref="AgentTurnStatus.AwaitingReview"/>.</summary>
    public IReadOnlyList<Review> Reviews { get; init; } = [];

    /// <summary>The calls that were completed in this turn for functions that the app invoked directly, with their results.</summary>
    public IReadOnlyList<CallRecord> Results { get; init; } = [];

    /// <summary>Whether the messages of this turn were queued because the thread waits; they enter it after the results.</summary>
    public bool MessageQueued { get; init; }

    internal static AgentTurn Awaiting(string threadId, IEnumerable<CallEntry> calls, bool messageQueued) => new()
    {
        Status = AgentTurnStatus.AwaitingReview,
        ThreadId = threadId,
        Reviews = [.. PendingReviews.Of(threadId, calls)],
        MessageQueued = messageQueued,
    };
}
