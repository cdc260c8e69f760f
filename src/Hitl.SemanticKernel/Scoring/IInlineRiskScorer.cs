namespace Hitl.SemanticKernel;

/// <summary>A scorer in the box: it answers at once, its work is bounded by the options, and so it needs no time limit.</summary>
internal interface IInlineRiskScorer : IRiskScorer
{
    /// <summary>Assesses a call.</summary>
    RiskAssessment Score(ToolCall call, CancellationToken cancellationToken);
}
