using Hitl.SemanticKernel.Tests.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Policy;

/// <summary>A policy that is tried on live traffic: it is recorded and holds nothing.</summary>
public class ShadowTests(RedisServers servers)
{
    [Theory, AllServers]
    public async Task Nothing_is_held_and_the_report_says_what_would_have_been(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix, Shadow);

        Assert.Equal(AgentTurnStatus.Completed, (await app.InvokeAsync("t", "Look a, Pay b, Note c")).Status);
        Assert.Equal(AgentTurnStatus.Completed, (await app.InvokeAsync("u", "Pay d")).Status);
        Assert.Equal(["Look a", "Pay b", "Note c"], await app.Till.DoneAsync("t"));
        Assert.Empty(await app.Desk.ListAsync());
        var calls = (await app.Thread("t").GetHistoryAsync()).Calls;
        Assert.All(calls, c => Assert.True(c.IsShadow));
        Assert.Equal(Verdict.Review, calls.Single(c => c.Tool == "Till-Pay").Verdict);

        var report = await app.Shadow.ReadAsync();
        Assert.Equal((4, 2, 1), (report.Total, report.Count(Verdict.Review), report.Count(Verdict.Deny)));
        Assert.Equal(("Till-Pay", Verdict.Review, 2), (report.Counts[1].Tool, report.Counts[1].Verdict, report.Counts[1].Calls));
        Assert.Equal(["Till-Note", "Till-Pay", "Till-Pay"], report.Held.Select(h => h.Tool).Order());
        Assert.All(report.Held, h => Assert.StartsWith("trial@", h.PolicyVersion, StringComparison.Ordinal));
        Assert.Contains("2 wait, 1 be denied", report.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, (await app.Shadow.ReadAsync("another")).Total);

        await app.Shadow.ClearAsync();
        Assert.Equal(0, (await app.Shadow.ReadAsync()).Total);
    }

    [Theory, AllServers]
    public async Task Functions_that_the_app_invokes_are_in_the_report_too(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix(), Shadow);

        await app.Kernel.InvokeAsync("Till", "Pay", new KernelArguments { ["what"] = "x" });

        Assert.Equal(("Till-Pay", Verdict.Review), Assert.Single((await app.Shadow.ReadAsync()).Held.Select(h => (h.Tool, h.Verdict))));
    }

    private static void Shadow(HitlOptions options)
    {
        (options.Policy.Mode, options.Policy.Name) = (PolicyMode.Shadow, "trial");
        options.Policy.Rules.Add(new PolicyRule { Function = "Note", Verdict = Verdict.Deny });
        options.Policy.Rules.Add(new PolicyRule { Function = "Pay", Verdict = Verdict.Review });
        options.Policy.Rules.Add(new PolicyRule { Function = "Look", Verdict = Verdict.Proceed });
    }
}
