namespace Hitl.SemanticKernel;

/// <summary>What the policy says of a call, and why.</summary>
/// <param name="Verdict">What becomes of the call.</param>
/// <param name="Reason">The part of the policy that decided, in words a reviewer can read.</param>
internal sealed record PolicyDecision(Verdict Verdict, string Reason);
