namespace Hitl.SemanticKernel.Tests.Docs;

#region output-scorer
internal sealed class NoInvestmentAdvice : IOutputScorer
{
    public ValueTask<RiskAssessment> ScoreAsync(AgentOutput output, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(output.Text.Contains("you should buy", StringComparison.OrdinalIgnoreCase)
            ? new RiskAssessment { Score = 0.9, Reasons = [new("advice", "the answer recommends to buy something")] }
            : RiskAssessment.Unknown);
}
#endregion
