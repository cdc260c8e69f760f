namespace Hitl.SemanticKernel;

/// <summary>What was found of a call: the two signals, and what the policy makes of them.</summary>
/// <param name="Risk">How risky it is.</param>
/// <param name="Trust">How far it can be trusted.</param>
/// <param name="Decision">What the policy says.</param>
/// <param name="IsShadow">Whether the decision is recorded and not carried out.</param>
public sealed record Judgment(RiskAssessment Risk, TrustAssessment Trust, PolicyDecision Decision, bool IsShadow)
{
    /// <summary>What becomes of the call: what the policy says, and <see cref="Verdict.Proceed"/> in shadow mode.</summary>
    public Verdict Verdict => IsShadow ? Verdict.Proceed : Decision.Verdict;
}
