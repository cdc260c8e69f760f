namespace Hitl.SemanticKernel;

/// <summary>One call that ran although a policy in shadow mode would have held or denied it.</summary>
public sealed record ShadowedCall
{
    /// <summary>When it was judged, by the server's clock.</summary>
    public required DateTimeOffset JudgedAt { get; init; }

    /// <summary>The thread.</summary>
    public required string ThreadId { get; init; }

    /// <summary>The call's id, unique in its thread.</summary>
    public required string CallId { get; init; }

    /// <summary>The tool: <c>Plugin-Function</c>.</summary>
    public required string Tool { get; init; }

    /// <summary>What would have become of it: <see cref="Verdict.Review"/> or <see cref="Verdict.Deny"/>.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The part of the policy that decided, in words.</summary>
    public required string Reason { get; init; }

    /// <summary>The version of the policy.</summary>
    public required string PolicyVersion { get; init; }

    /// <summary>How risky it is, and why.</summary>
    public required RiskAssessment Risk { get; init; }

    /// <summary>How far it can be trusted, and why.</summary>
    public required TrustAssessment Trust { get; init; }
}
