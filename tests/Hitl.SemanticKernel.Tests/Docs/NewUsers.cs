namespace Hitl.SemanticKernel.Tests.Docs;

#region trust-signal
internal sealed class NewUsers : ITrustSignal
{
    public ValueTask<TrustEvidence?> AssessAsync(ToolCall call, RiskAssessment risk, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(call.UserId?.StartsWith("trial-", StringComparison.Ordinal) == true
            ? new TrustEvidence("account", 0.2, 1, "the agent acts for a trial account")
            : null);
}
#endregion
