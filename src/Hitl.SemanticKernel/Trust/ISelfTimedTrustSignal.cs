namespace Hitl.SemanticKernel;

/// <summary>A signal in the box that keeps a time limit of its own, in place of <see cref="HitlOptions.ScoringTimeout"/>.</summary>
internal interface ISelfTimedTrustSignal : ITrustSignal;
