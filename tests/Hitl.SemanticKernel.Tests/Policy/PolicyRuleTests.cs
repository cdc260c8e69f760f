using Hitl.SemanticKernel.Tests.Scoring;

namespace Hitl.SemanticKernel.Tests.Policy;

public class PolicyRuleTests
{
    private static readonly RiskAssessment Risky = new() { Score = 0.9, Flags = RiskFlags.Financial };

    [Fact]
    public void The_first_rule_that_fits_and_has_a_verdict_decides()
    {
        var decision = Decide(
            Some.Call("Refund", plugin: "Orders"),
            Risky,
            new PolicyRule { Function = "Pay", Verdict = Verdict.Review },
            new PolicyRule { Function = "Refund", ReviewerGroups = { "finance" } },
            new PolicyRule { Function = "Ref*", Verdict = Verdict.Monitor, Reason = "small." },
            new PolicyRule { Verdict = Verdict.Review });

        Assert.Equal((Verdict.Monitor, "Rule Hitl:Policy:Rules:2 lets Orders-Refund run while people watch: small."), (decision.Verdict, decision.Reason));
    }

    [Fact]
    public void A_rule_that_denies_wins_wherever_it_stands() => Assert.Equal(
        Verdict.Deny,
        Decide(Some.Call("F"), Risky, new PolicyRule { Verdict = Verdict.Proceed }, new PolicyRule { Function = "F", Verdict = Verdict.Deny }).Verdict);

    [Theory]
    [InlineData("ana", Verdict.Proceed)]
    [InlineData("Ana", Verdict.Review)]
    [InlineData(null, Verdict.Review)]
    public void Rules_may_be_about_a_user(string? user, Verdict verdict) =>
        Assert.Equal(verdict, Decide(Some.Call("F") with { UserId = user }, Risky, new PolicyRule { User = "an*", Verdict = Verdict.Proceed }).Verdict);

    [Fact]
    public void Rules_may_be_about_flags_and_risk_and_trust()
    {
        Assert.Equal(Verdict.Proceed, Decide(Some.Call("F"), Risky, new PolicyRule { Flags = RiskFlags.Financial | RiskFlags.Bulk, Verdict = Verdict.Proceed }).Verdict);
        Assert.Equal(Verdict.Review, Decide(Some.Call("F"), Risky, new PolicyRule { Flags = RiskFlags.Bulk, Verdict = Verdict.Proceed }).Verdict);
        Assert.Equal(Verdict.Proceed, Decide(Some.Call("F"), Risky, new PolicyRule { RiskFrom = 0.9, Verdict = Verdict.Proceed }).Verdict);
        Assert.Equal(Verdict.Review, Decide(Some.Call("F"), Risky, new PolicyRule { RiskFrom = 0.91, Verdict = Verdict.Proceed }).Verdict);
        var rule = new PolicyRule { TrustBelow = 0.5, Verdict = Verdict.Deny };
        Assert.Equal(Verdict.Deny, Decide(Some.Call("F"), Risky, new TrustAssessment { Score = 0.4 }, PolicyContext.None, rule).Verdict);
        Assert.Equal(Verdict.Review, Decide(Some.Call("F"), Risky, new TrustAssessment { Score = 0.5 }, PolicyContext.None, rule).Verdict);
        Assert.Equal(Verdict.Review, Decide(Some.Call("F"), Risky, rule).Verdict);
    }

    [Theory]
    [InlineData(false, Verdict.Review)]
    [InlineData(true, Verdict.Proceed)]
    public void A_rule_that_lets_calls_run_covers_tainted_ones_only_when_it_says_so(bool accept, Verdict verdict) =>
        Assert.Equal(verdict, Decide(Some.Call("F"), new() { Score = 0.8, Flags = RiskFlags.Tainted }, new PolicyRule { Verdict = Verdict.Proceed, AcceptTainted = accept }).Verdict);

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void What_could_not_be_judged_completely_waits_whatever_rules_let_it_run(bool risk, bool trust)
    {
        var decision = Decide(Some.Call("F"), Risky with { IsComplete = risk }, new TrustAssessment { IsComplete = trust }, PolicyContext.None, new PolicyRule { Verdict = Verdict.Proceed });

        Assert.Equal((Verdict.Review, "F could not be judged completely, so it waits."), (decision.Verdict, decision.Reason));
    }

    [Fact]
    public void A_condition_that_fails_makes_the_call_wait()
    {
        var decision = Decide(Some.Call("F"), Risky, new PolicyRule { When = _ => throw new InvalidOperationException("secret"), Verdict = Verdict.Proceed });

        Assert.Equal(Verdict.Review, decision.Verdict);
        Assert.DoesNotContain("secret", decision.Reason, StringComparison.Ordinal);
        Assert.Contains(nameof(InvalidOperationException), decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_term_comes_from_the_first_rule_that_states_it_and_then_from_the_policy()
    {
        var options = new PolicyOptions { Deadline = TimeSpan.FromDays(1), OnDeadline = DeadlineAction.Wait };
        options.Rules.Add(new PolicyRule { Function = "F", ReviewerGroups = { "finance" } });
        options.Rules.Add(new PolicyRule { Function = "*", ReviewerGroups = { "all" }, Deadline = TimeSpan.FromHours(1) });
        var policy = new OversightPolicy(options);

        var decision = policy.Decide(Some.Call("F"), Risky, TrustAssessment.Unknown, PolicyContext.None);
        Assert.Equal((Verdict.Review, TimeSpan.FromHours(1), DeadlineAction.Wait), (decision.Verdict, decision.Deadline, decision.OnDeadline));
        Assert.Equal(["finance"], decision.ReviewerGroups);

        var proceeds = policy.Decide(Some.Call("F"), new() { IsReadOnly = true }, TrustAssessment.Unknown, PolicyContext.None);
        Assert.Equal((Verdict.Proceed, null, 0), (proceeds.Verdict, proceeds.Deadline, proceeds.ReviewerGroups.Count));
    }

    [Fact]
    public void What_goes_beyond_a_bound_waits()
    {
        var rule = new PolicyRule { Function = "F", Verdict = Verdict.Proceed, Bounds = { new PolicyBound { Calls = 3 } } };

        Assert.Equal(3, Assert.Single(Decide(Some.Call("F"), Risky, rule).Bounds).Calls);
        var beyond = Decide(Some.Call("F"), Risky, TrustAssessment.Unknown, new PolicyContext { Exceeded = "3 of 3 calls" }, rule);
        Assert.Equal((Verdict.Review, 0), (beyond.Verdict, beyond.Bounds.Count));
        Assert.Contains("3 of 3 calls", beyond.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_changes_with_the_content_and_options_changed_later_do_not_count()
    {
        var options = new PolicyOptions { Name = "mine" };
        options.Rules.Add(new PolicyRule { Function = "F", Arguments = { ["a"] = "^b$" }, Verdict = Verdict.Deny, Reason = "no" });
        var policy = new OversightPolicy(options);
        Assert.Matches("^mine@[0-9a-f]{12}$", policy.Version);
        Assert.Equal(policy.Version, new OversightPolicy(options).Version);

        options.Rules[0].Verdict = Verdict.Proceed;
        options.ReviewFrom = 1;

        Assert.NotEqual(policy.Version, new OversightPolicy(options).Version);
        Assert.Equal(Verdict.Deny, policy.Decide(Some.Call("F", """{"a":"b"}"""), Risky, TrustAssessment.Unknown, PolicyContext.None).Verdict);
        Assert.Equal(Verdict.Review, policy.Decide(Some.Call("F", """{"a":"c"}"""), Risky, TrustAssessment.Unknown, PolicyContext.None).Verdict);
    }

    private static PolicyDecision Decide(ToolCall call, RiskAssessment risk, params PolicyRule[] rules) =>
        Decide(call, risk, TrustAssessment.Unknown, PolicyContext.None, rules);

    private static PolicyDecision Decide(ToolCall call, RiskAssessment risk, TrustAssessment trust, PolicyContext context, params PolicyRule[] rules)
    {
        var options = new PolicyOptions();
        foreach (var rule in rules)
        {
            options.Rules.Add(rule);
        }

        return new OversightPolicy(options).Decide(call, risk, trust, context);
    }
}
