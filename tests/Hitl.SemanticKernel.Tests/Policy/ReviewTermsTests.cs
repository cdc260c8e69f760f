using System.Text.Json;

namespace Hitl.SemanticKernel.Tests.Policy;

/// <summary>What a policy says of who decides and until when.</summary>
public class ReviewTermsTests
{
    [Fact]
    public void Each_term_comes_from_the_first_rule_that_states_it()
    {
        var options = new PolicyOptions { Rejections = 3, SeparateEscalation = true, EscalateTo = { new() { ReviewerGroups = ["all"] } } };
        options.Rules.Add(new PolicyRule { Verdict = Verdict.Review, Quorum = 2 });
        options.Rules.Add(new PolicyRule { Quorum = 4, Rejections = 2, Then = { new() { ReviewerGroups = ["finance"], Quorum = 2 } } });
        options.Rules.Add(new PolicyRule { ReviewerGroups = { "leads" }, Deadline = TimeSpan.FromHours(1), OnDeadline = DeadlineAction.Escalate, EscalateTo = { new() { ReviewerGroups = ["board"] } } });
        var policy = new OversightPolicy(options);

        var decision = policy.Decide(new ToolCall { ThreadId = "t", CallId = "c", Tool = new ToolDefinition { Name = "F", FunctionName = "F" }, Arguments = JsonElement.Parse("{}"), Digest = "" }, RiskAssessment.Unknown, TrustAssessment.Unknown, PolicyContext.None);

        Assert.Equal((2, 2, DeadlineAction.Escalate, true), (decision.Quorum, decision.Rejections, decision.OnDeadline, decision.SeparateEscalation));
        Assert.Equal(["leads"], decision.ReviewerGroups);
        Assert.Equal(("finance", 2), (Assert.Single(Assert.Single(decision.Then).ReviewerGroups), decision.Then[0].Quorum));
        Assert.Equal(["board"], Assert.Single(decision.EscalateTo).ReviewerGroups);
    }

    [Theory]
    [InlineData("Rules:0:Quorum is 0: set 1 to 16.")]
    [InlineData("Rules:1:Rejections is 17: set 1 to 16.")]
    [InlineData("Rules:2:Then:0 names no ReviewerGroups: a step after the first has some.")]
    [InlineData("Rules:3:Then:0:Quorum is 0: set 1 to 16.")]
    [InlineData("Rules:4:EscalateTo:0 names no ReviewerGroups: say who decides.")]
    [InlineData("Rules:5:EscalateTo:0:Deadline is 00:00:00: set 1 second to 366 days.")]
    [InlineData("Rules:6:EscalateTo:0:OnDeadline is Escalate and this is the last level: add another one, or set Reject, Approve or Wait.")]
    [InlineData("Rules:7:OnDeadline is Escalate and EscalateTo names nobody: add a level with ReviewerGroups.")]
    [InlineData("Rules:8:ReviewerGroups:0 must have 1 to 256 characters.")]
    [InlineData("Rejections is 0: set 1 to 16.")]
    public void What_makes_no_sense_is_refused_with_its_place(string problem)
    {
        var options = new PolicyOptions { Rejections = 0 };
        foreach (var rule in new PolicyRule[]
        {
            new() { Quorum = 0 }, new() { Rejections = 17 }, new() { Then = { new() } }, new() { Then = { new() { ReviewerGroups = ["a"], Quorum = 0 } } },
            new() { EscalateTo = { new() } }, new() { EscalateTo = { new() { ReviewerGroups = ["a"], Deadline = TimeSpan.Zero } } },
            new() { EscalateTo = { new() { ReviewerGroups = ["a"], OnDeadline = DeadlineAction.Escalate } } }, new() { OnDeadline = DeadlineAction.Escalate }, new() { ReviewerGroups = { " " } },
        })
        {
            options.Rules.Add(rule);
        }

        Assert.Contains(problem, PolicyOptionsValidator.Problems(options));
    }
}
