namespace Hitl.SemanticKernel;

/// <summary>A scorer in the box, which needs no thread and no clock of its own.</summary>
internal interface IInlineOutputScorer
{
    RiskAssessment Score(AgentOutput output);
}
