namespace Hitl.SemanticKernel;

/// <summary>What the policy says of a call, and why.</summary>
public sealed record PolicyDecision
{
    /// <summary>What becomes of the call.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The part of the policy that decided, in words a reviewer can read.</summary>
    public required string Reason { get; init; }

    /// <summary>The version of the policy that decided.</summary>
    public required string PolicyVersion { get; init; }

    /// <summary>The groups whose members may decide, when the call waits; empty when anybody may.</summary>
    public IReadOnlyList<string> ReviewerGroups { get; init; } = [];

    /// <summary>How many distinct people must approve in the first step.</summary>
    public int Quorum { get; init; } = 1;

    /// <summary>The steps after the first; empty when there are none.</summary>
    public IReadOnlyList<ReviewStep> Then { get; init; } = [];

    /// <summary>How many distinct people must reject to end the review.</summary>
    public int Rejections { get; init; } = 1;

    /// <summary>Who decides when those before did not; empty when nobody does.</summary>
    public IReadOnlyList<EscalationLevel> EscalateTo { get; init; } = [];

    /// <summary>Whether a reviewer who escalated may not decide afterwards.</summary>
    public bool SeparateEscalation { get; init; }

    /// <summary>How long people have to decide each step, when the call waits; <see langword="null"/> without end.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>What the deadline does.</summary>
    public DeadlineAction OnDeadline { get; init; }

    /// <summary>The bounds that the call must keep within to run; empty when there are none.</summary>
    public IReadOnlyList<PolicyBound> Bounds { get; init; } = [];

    /// <summary>Under what the calls of each bound are counted.</summary>
    internal IReadOnlyList<string> BoundIds { get; init; } = [];
}
