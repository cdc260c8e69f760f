namespace Hitl.SemanticKernel;

/// <summary>The kinds of events that the library appends. A later version may add some: treat an unknown kind as news that does not concern you.</summary>
public static class EventKinds
{
    /// <summary>A run of a thread began: messages arrived or were queued, deadlines that had passed took effect, calls of a dead run were found.</summary>
    public const string TurnBegun = "turn.begun";

    /// <summary>Calls of a batch were judged and put on record, or an answer was held, with their reviews.</summary>
    public const string CallsRecorded = "calls.recorded";

    /// <summary>Messages were put on record and the run ended with nothing left to do.</summary>
    public const string TurnEnded = "turn.ended";

    /// <summary>Messages were put on record, and the run goes on or ended with something left to do.</summary>
    public const string MessagesRecorded = "messages.recorded";

    /// <summary>A run gave its thread back before it was done.</summary>
    public const string TurnReleased = "turn.released";

    /// <summary>A call was started.</summary>
    public const string CallStarted = "call.started";

    /// <summary>A call ended: it succeeded or failed, or its result is held.</summary>
    public const string CallSettled = "call.settled";

    /// <summary>A batch whose last call a person settled was closed, and its results entered the log.</summary>
    public const string BatchClosed = "batch.closed";

    /// <summary>A person decided a review, or tried to (<see cref="OversightEvent.Refused"/>).</summary>
    public const string ReviewDecided = "review.decided";

    /// <summary>A person took a review up.</summary>
    public const string ReviewClaimed = "review.claimed";

    /// <summary>A person prolonged a claim. One that is not prolonged ends by itself, without an event.</summary>
    public const string ClaimExtended = "claim.extended";

    /// <summary>A person gave a claim back.</summary>
    public const string ClaimReleased = "claim.released";

    /// <summary>A person said something about a review.</summary>
    public const string ReviewCommented = "review.commented";

    /// <summary>A person passed a review on to the next group.</summary>
    public const string ReviewEscalated = "review.escalated";

    /// <summary>The deadline of a review passed, and did what the policy says.</summary>
    public const string ReviewExpired = "review.expired";

    /// <summary>A person approved further calls with a call.</summary>
    public const string AlwaysApproved = "always.approved";

    /// <summary>A person revoked an approval of further calls.</summary>
    public const string AlwaysRevoked = "always.revoked";

    /// <summary>A person stopped a thread, a user, a tool or everything.</summary>
    public const string StopSet = "stop.set";

    /// <summary>A person lifted a stop.</summary>
    public const string StopLifted = "stop.lifted";

    /// <summary>A person erased the content of events.</summary>
    public const string ContentErased = "content.erased";

    /// <summary>Events that were older than the retention are removed.</summary>
    public const string AuditTrimmed = "audit.trimmed";
}
