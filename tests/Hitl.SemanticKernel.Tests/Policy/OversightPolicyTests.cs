using Hitl.SemanticKernel.Tests.Scoring;

namespace Hitl.SemanticKernel.Tests.Policy;

public class OversightPolicyTests
{
    [Theory]
    [InlineData(0, RiskFlags.None, true, Verdict.Proceed)]
    [InlineData(0.29, RiskFlags.None, false, Verdict.Proceed)]
    [InlineData(0.3, RiskFlags.None, false, Verdict.Monitor)]
    [InlineData(0.69, RiskFlags.None, false, Verdict.Monitor)]
    [InlineData(0.7, RiskFlags.None, false, Verdict.Review)]
    [InlineData(1, RiskFlags.None, true, Verdict.Review)]
    [InlineData(0, RiskFlags.Destructive, false, Verdict.Review)]
    [InlineData(0, RiskFlags.Privilege, false, Verdict.Review)]
    [InlineData(0, RiskFlags.CodeExecution, false, Verdict.Review)]
    [InlineData(0, RiskFlags.Tainted, true, Verdict.Review)]
    [InlineData(0.2, RiskFlags.Financial, false, Verdict.Proceed)]
    [InlineData(0.5, RiskFlags.External, false, Verdict.Monitor)]
    [InlineData(0, RiskFlags.Privacy, false, Verdict.Proceed)]
    [InlineData(0.5, RiskFlags.Bulk, false, Verdict.Monitor)]
    public void Decides_by_flags_and_score(double score, RiskFlags flags, bool readOnly, Verdict verdict)
    {
        var decision = Some.Decide(Some.Call("F"), new() { Score = score, Flags = flags, IsReadOnly = readOnly });

        Assert.Equal(verdict, decision.Verdict);
        Assert.EndsWith(".", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_unknown_waits() => Assert.Equal(Verdict.Review, Some.Verdict(Some.Call("F"), RiskAssessment.Unknown));

    [Theory]
    [InlineData(0.3, 0.39, Verdict.Review)]
    [InlineData(0.3, 0.4, Verdict.Monitor)]
    [InlineData(0.3, null, Verdict.Monitor)]
    [InlineData(0.29, 0.01, Verdict.Proceed)]
    public void Little_trust_makes_what_would_be_watched_wait(double score, double? trust, Verdict verdict) =>
        Assert.Equal(verdict, Some.Verdict(Some.Call("F"), new() { Score = score }, new TrustAssessment { Score = trust }));

    [Fact]
    public void Reasons_name_the_flags() => Assert.Equal(
        "Calls that are destructive and running code wait.",
        Some.Decide(Some.Call("F"), new() { Flags = RiskFlags.CodeExecution | RiskFlags.Destructive | RiskFlags.Bulk }).Reason);
}
