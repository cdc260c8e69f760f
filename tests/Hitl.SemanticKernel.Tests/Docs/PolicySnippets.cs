using Hitl.SemanticKernel.Tests.Ledger;
using Hitl.SemanticKernel.Tests.Scoring;
using Microsoft.Extensions.DependencyInjection;

namespace Hitl.SemanticKernel.Tests.Docs;

/// <summary>The code on the page about the policy.</summary>
public class PolicySnippets(RedisServers servers)
{
    [Fact]
    public void A_policy_in_code_holds()
    {
        var services = new ServiceCollection();

        #region policy
        services.AddHitl(options =>
        {
            options.Policy.Name = "2026-11";
            options.Policy.Rules.Add(new() { Function = "Purge*", Verdict = Verdict.Deny, Reason = "Nothing is purged by an agent." });
            options.Policy.Rules.Add(new() { Plugin = "Orders", Function = "Refund", When = a => a.GetProperty("amount").GetDecimal() <= 20, Verdict = Verdict.Monitor });
            options.Policy.Rules.Add(new() { Flags = RiskFlags.Financial, ReviewerGroups = { "finance" }, Deadline = TimeSpan.FromHours(4) });
        });
        #endregion

        using var provider = services.BuildServiceProvider();
        var policy = provider.GetRequiredService<PolicyProvider>().Current;
        var risk = new RiskAssessment { Score = 0.9, Flags = RiskFlags.Financial };
        PolicyDecision Decide(string function, string arguments) => policy.Decide(Some.Call(function, arguments, "Orders"), risk, TrustAssessment.Unknown, PolicyContext.None);
        Assert.Equal(Verdict.Deny, Decide("PurgeAll", "{}").Verdict);
        Assert.Equal(Verdict.Monitor, Decide("Refund", """{"amount":12.5}""").Verdict);
        var large = Decide("Refund", """{"amount":120}""");
        Assert.Equal((Verdict.Review, TimeSpan.FromHours(4), "finance"), (large.Verdict, large.Deadline, Assert.Single(large.ReviewerGroups)));
    }

    [Fact]
    public async Task A_shadow_policy_reports()
    {
        var server = await servers.GetAsync(ServerKind.Embedded);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix(), o => o.Policy.Mode = PolicyMode.Shadow);
        await app.InvokeAsync("t", "Pay a");
        var shadow = app.Shadow;
        using var shown = new Shown();
        #region shadow
        var report = await shadow.ReadAsync();    // ShadowLog, from the services
        Console.WriteLine(report);                // 4210 calls: 3987 would proceed, 141 be watched, 82 wait, 0 be denied. ...
        foreach (var call in report.Held.Take(10))
        {
            Console.WriteLine($"{call.JudgedAt:u} {call.Tool} in {call.ThreadId}: {call.Reason}");
        }
        #endregion

        Assert.Contains("1 calls: 0 would proceed, 0 be watched, 1 wait, 0 be denied.", shown.ToString(), StringComparison.Ordinal);
        Assert.Contains("Till-Pay in t: ", shown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_is_tried_without_services()
    {
        var options = new PolicyOptions();
        var call = Some.Call("F");
        var risk = new RiskAssessment { Score = 0.5 };

        #region decide
        var policy = new OversightPolicy(options);
        var decision = policy.Decide(call, risk, TrustAssessment.Unknown, PolicyContext.None);
        Console.WriteLine($"{decision.Verdict}: {decision.Reason}");
        #endregion

        Assert.Equal(Verdict.Monitor, decision.Verdict);
    }
}
