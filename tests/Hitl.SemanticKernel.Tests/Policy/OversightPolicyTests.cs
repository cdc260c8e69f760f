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
    [InlineData(0, RiskFlags.Financial, false, Verdict.Review)]
    [InlineData(0, RiskFlags.External, false, Verdict.Review)]
    [InlineData(0, RiskFlags.Privilege, false, Verdict.Review)]
    [InlineData(0, RiskFlags.CodeExecution, false, Verdict.Review)]
    [InlineData(0, RiskFlags.Irreversible, false, Verdict.Review)]
    [InlineData(0, RiskFlags.Tainted, true, Verdict.Review)]
    [InlineData(0, RiskFlags.Privacy, false, Verdict.Proceed)]
    [InlineData(0.5, RiskFlags.Bulk, false, Verdict.Monitor)]
    public void Decides_by_flags_and_score(double score, RiskFlags flags, bool readOnly, Verdict verdict)
    {
        var decision = OversightPolicy.Decide(Some.Call("F"), new() { Score = score, Flags = flags, IsReadOnly = readOnly });

        Assert.Equal(verdict, decision.Verdict);
        Assert.EndsWith(".", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_unknown_waits() => Assert.Equal(Verdict.Review, OversightPolicy.Decide(Some.Call("F"), RiskAssessment.Unknown).Verdict);

    [Theory]
    [InlineData(Verdict.Proceed)]
    [InlineData(Verdict.Monitor)]
    [InlineData(Verdict.Review)]
    [InlineData(Verdict.Deny)]
    public void What_a_rule_demands_comes_first(Verdict verdict)
    {
        var risk = new RiskAssessment { IsKnown = false, Score = 1, Flags = RiskFlags.Destructive, RequiredVerdict = verdict, Reasons = [new("rule", "Refunds above 100 are not made by agents"), new("name", "other")] };

        var decision = OversightPolicy.Decide(Some.Call("Refund", plugin: "Orders"), risk);

        Assert.Equal(verdict, decision.Verdict);
        Assert.EndsWith(": Refunds above 100 are not made by agents.", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Reasons_name_the_flags() => Assert.Equal(
        "Calls that are destructive and financial wait.",
        OversightPolicy.Decide(Some.Call("F"), new() { Flags = RiskFlags.Financial | RiskFlags.Destructive | RiskFlags.Bulk }).Reason);
}
