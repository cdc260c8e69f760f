namespace Hitl.SemanticKernel;

/// <summary>How risky one call is, with the reasons.</summary>
public sealed record RiskAssessment
{
    /// <summary>The assessment of a scorer that has nothing to say about a call.</summary>
    public static RiskAssessment Unknown { get; } = new() { IsKnown = false };

    /// <summary>The risk, from 0 (harmless) to 1 (as bad as it gets). Default 0.</summary>
    public double Score { get; init; }

    /// <summary>What makes the call risky. Default <see cref="RiskFlags.None"/>.</summary>
    public RiskFlags Flags { get; init; }

    /// <summary>Whether the call only reads: it changes nothing and carries nothing out. It does not count together with flags other than Privacy, or a score of 0.3 and more. Default <see langword="false"/>.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Whether running the call twice with the same arguments and idempotency key has the effect of running it once. Default <see langword="false"/>.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>Whether anything is known about the tool at all. A call of which nothing is known waits for a person. Default <see langword="true"/>.</summary>
    public bool IsKnown { get; init; } = true;

    /// <summary>Whether everything that was asked answered in time. A call that could not be scored completely waits for a person, whatever rules let it run. Default <see langword="true"/>.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>Why, one entry for each part.</summary>
    public IReadOnlyList<RiskReason> Reasons { get; init; } = [];
}
