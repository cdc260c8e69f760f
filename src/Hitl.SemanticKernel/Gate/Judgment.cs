namespace Hitl.SemanticKernel;

/// <summary>What was found of a call: the two signals, and what the policy makes of them.</summary>
internal sealed record Judgment(RiskAssessment Risk, TrustAssessment Trust, PolicyDecision Decision);
