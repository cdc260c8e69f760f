namespace Hitl.SemanticKernel.Tests.Docs;

#region scorer
internal sealed class LargeRefunds : IRiskScorer
{
    public ValueTask<RiskAssessment> ScoreAsync(ToolCall call, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(call.Arguments.TryGetProperty("amount", out var amount) && amount.TryGetDecimal(out var value) && value > 1000
            ? new RiskAssessment { Score = 0.9, Flags = RiskFlags.Financial, Reasons = [new("limits", $"{value} is more than 1000")] }
            : RiskAssessment.Unknown);
}
#endregion
