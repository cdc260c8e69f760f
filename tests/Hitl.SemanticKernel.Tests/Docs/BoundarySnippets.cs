using Microsoft.Extensions.DependencyInjection;

namespace Hitl.SemanticKernel.Tests.Docs;

/// <summary>What docs/boundaries.md shows.</summary>
public class BoundarySnippets
{
    [Fact]
    public async Task A_check_of_the_app_holds_a_result()
    {
        var services = new ServiceCollection();

        #region add-result-check
        services.AddHitl(options => options.Boundary.Actions["old-prices"] = BoundaryActions.Hold);
        services.AddSingleton<IResultCheck, OldPrices>();
        #endregion

        await using var provider = services.BuildServiceProvider();
        var data = new CallData
        {
            Tool = "Shop-Prices", Plugin = "Shop", Function = "Prices", Arguments = System.Text.Json.JsonElement.Parse("{}"), Digest = "d",
            Risk = RiskAssessment.Unknown, PolicyReason = "",
        };
        var call = new CallEntry("a", data, CallState.Executing);
        var boundary = provider.GetRequiredService<ResultBoundary>();
        Assert.Equal(BoundaryActions.Hold, Assert.Single(await boundary.CheckAsync("t", call, "Price list 2019: cup 3.00", null)).Actions);
        Assert.Empty(await boundary.CheckAsync("t", call, "Price list 2026: cup 4.00", null));
    }

    [Fact]
    public async Task A_scorer_of_the_app_holds_an_answer()
    {
        var services = new ServiceCollection();

        #region add-output-scorer
        services.AddHitl(options => options.Output.Enabled = true);
        services.AddSingleton<IOutputScorer, NoInvestmentAdvice>();
        #endregion

        await using var provider = services.BuildServiceProvider();
        var review = provider.GetRequiredService<OutputReview>();
        Assert.NotNull((await review.JudgeAsync(new AgentOutput { ThreadId = "t", Text = "Then you should buy shares." }, default)).HeldBecause);
        Assert.Null((await review.JudgeAsync(new AgentOutput { ThreadId = "t", Text = "I do not know." }, default)).HeldBecause);
    }
}
