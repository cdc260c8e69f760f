namespace Hitl.SemanticKernel;

/// <summary>A signal in the box that answers at once, so that it needs no time limit.</summary>
internal interface IInlineTrustSignal : ITrustSignal
{
    /// <summary>Looks at a call.</summary>
    TrustEvidence? Assess(ToolCall call, RiskAssessment risk);
}
