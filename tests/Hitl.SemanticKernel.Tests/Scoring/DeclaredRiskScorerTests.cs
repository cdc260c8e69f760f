namespace Hitl.SemanticKernel.Tests.Scoring;

public class DeclaredRiskScorerTests
{
    [Fact]
    public void Nothing_declared_is_unknown() => Assert.False(Score(Some.Call("Get")).IsKnown);

    [Theory]
    [InlineData(null, RiskFlags.None, true, 0.0, true)]
    [InlineData(null, RiskFlags.Financial, false, 1.0, false)]
    [InlineData(0.2, RiskFlags.External, false, 0.2, false)]
    [InlineData(0.5, RiskFlags.None, false, 0.5, false)]
    [InlineData(7.0, RiskFlags.None, true, 1.0, false)]
    public void The_tool_declares_itself(double? risk, RiskFlags flags, bool readOnly, double score, bool reads)
    {
        var assessment = Score(Some.Call("Get", declaration: new(risk, flags, readOnly, Idempotent: true)));

        Assert.Equal((score, flags, reads, true, true), (assessment.Score, assessment.Flags, assessment.IsReadOnly, assessment.IsIdempotent, assessment.IsKnown));
        Assert.Equal("declared", Assert.Single(assessment.Reasons).Source);
    }

    [Fact]
    public void A_declaration_that_says_nothing_of_risk_leaves_it_open()
    {
        var assessment = Score(Some.Call("Delete", declaration: new(null, RiskFlags.None, ReadOnly: false, Idempotent: true)));

        Assert.Equal((false, true), (assessment.IsKnown, assessment.IsIdempotent));
    }

    [Theory]
    [InlineData("Orders", "Refund*", true)]
    [InlineData("orders", "refundorder", true)]
    [InlineData("Ord*", null, true)]
    [InlineData(null, "*und*er", true)]
    [InlineData("*", "*", true)]
    [InlineData("Order", null, false)]
    [InlineData(null, "Refund", false)]
    [InlineData(null, "Refund.*", false)]
    [InlineData(null, "Refund?rder", false)]
    public void Names_are_matched_by_globs(string? plugin, string? function, bool applies) =>
        Assert.Equal(applies, Score(Some.Call("RefundOrder", plugin: "Orders"), new RiskRule { Plugin = plugin, Function = function, Risk = 1 }).IsKnown);

    [Fact]
    public void A_tool_without_plugin_has_no_plugin_name()
    {
        Assert.True(Score(Some.Call("F"), new RiskRule { Plugin = "*", Risk = 1 }).IsKnown);
        Assert.False(Score(Some.Call("F"), new RiskRule { Plugin = "F", Risk = 1 }).IsKnown);
    }

    [Theory]
    [InlineData("""{"sql":"DROP TABLE x"}""", true)]
    [InlineData("""{"SQL":"drop table x"}""", true)]
    [InlineData("""{"sql":"SELECT 1"}""", false)]
    [InlineData("""{"sql":["drop"]}""", true)]
    [InlineData("""{"other":"drop"}""", false)]
    [InlineData("""{}""", false)]
    [InlineData("""[]""", false)]
    public void Arguments_are_matched_by_regular_expressions(string arguments, bool applies) =>
        Assert.Equal(applies, Score(Some.Call("Q", arguments), new RiskRule { Arguments = { ["sql"] = @"\bdrop\b" }, Risk = 1 }).IsKnown);

    [Fact]
    public void A_pattern_that_takes_too_long_applies_with_the_highest_risk()
    {
        var rule = new RiskRule { Arguments = { ["a"] = @"^(a+)+\1$" }, Risk = 0.1 };

        var assessment = Score(Some.Call("Q", $$"""{"a":"{{new string('a', 60)}}!"}"""), rule);

        Assert.Equal((1, false), (assessment.Score, assessment.IsComplete));
    }

    [Fact]
    public void Conditions_in_code_are_asked()
    {
        var rule = new RiskRule { When = a => a.GetProperty("amount").GetDecimal() > 100, Flags = RiskFlags.Financial };

        Assert.True(Score(Some.Call("Pay", """{"amount":101}"""), rule).IsKnown);
        Assert.False(Score(Some.Call("Pay", """{"amount":99}"""), rule).IsKnown);
    }

    [Fact]
    public void A_condition_that_throws_applies_with_the_highest_risk_and_tells_no_secret()
    {
        var rule = new RiskRule { When = _ => throw new InvalidOperationException("secret"), ReadOnly = true };

        var assessment = Score(Some.Call("Pay"), rule);

        Assert.Equal((1, false, false), (assessment.Score, assessment.IsReadOnly, assessment.IsComplete));
        Assert.DoesNotContain(assessment.Reasons, r => r.Text.Contains("secret", StringComparison.Ordinal));
        Assert.Contains(assessment.Reasons, r => r.Text.Contains(nameof(InvalidOperationException), StringComparison.Ordinal));
    }

    [Fact]
    public void Several_rules_add_up()
    {
        var assessment = Score(
            Some.Call("F", declaration: new(1, RiskFlags.Destructive, false, Idempotent: true)),
            new RiskRule { Function = "*", ReadOnly = true, Reason = "one" },
            new RiskRule { Function = "F", Risk = 0.2, Flags = RiskFlags.Privacy, Reason = "two" },
            new RiskRule { Function = "F*", Risk = 0.1, Flags = RiskFlags.Bulk, Reason = "three" },
            new RiskRule { Function = "G", Risk = 1 });

        Assert.Equal((0.2, RiskFlags.Privacy | RiskFlags.Bulk, false, true), (assessment.Score, assessment.Flags, assessment.IsReadOnly, assessment.IsIdempotent));
        Assert.Equal(["one", "two", "three"], assessment.Reasons.Select(r => r.Text));
    }

    [Fact]
    public void A_rule_may_lower_what_the_tool_declares() =>
        Assert.True(Score(Some.Call("F", declaration: new(1, RiskFlags.Destructive, false, false)), new RiskRule { Function = "F", ReadOnly = true }).IsReadOnly);

    [Fact]
    public void A_rule_that_says_nothing_of_risk_leaves_it_to_the_declaration()
    {
        var assessment = Score(Some.Call("F", declaration: new(null, RiskFlags.None, true, false)), new RiskRule { Function = "F", Idempotent = true });

        Assert.Equal((true, true, true), (assessment.IsKnown, assessment.IsReadOnly, assessment.IsIdempotent));
    }

    private static RiskAssessment Score(ToolCall call, params RiskRule[] rules) => new DeclaredRiskScorer(rules).ByRules(call) ?? DeclaredRiskScorer.Of(call.Tool);
}
