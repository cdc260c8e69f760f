using Hitl.SemanticKernel.Tests.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Hitl.SemanticKernel.Tests.Reviews;

/// <summary>An approval that holds for further calls.</summary>
public class AlwaysTests(RedisServers servers)
{
    [Theory, AllServers]
    public async Task Further_calls_run_and_say_why_until_it_is_used_up(ServerKind kind)
    {
        await using var app = await StartAsync(kind);
        await app.Desk.ApproveAlwaysAsync(await PauseAsync(app, "t", "Pay a"), LedgerApp.Ana, new AlwaysScope { Times = 2 }, "small ones");
        await app.ResumeAsync("t");
        Assert.Equal(AgentTurnStatus.Completed, (await app.InvokeAsync("u", "Pay b")).Status);
        Assert.Equal(AgentTurnStatus.Completed, (await app.InvokeAsync("v", "Pay c")).Status);
        Assert.Equal(AgentTurnStatus.AwaitingReview, (await app.InvokeAsync("w", "Pay d")).Status);
        Assert.Equal(AgentTurnStatus.AwaitingReview, (await app.InvokeAsync("x", "Transfer e")).Status);

        var approval = Assert.Single(await Approvals(app).ListAsync());
        Assert.Equal(("Till-Pay", 2, 2, "ana", "small ones"), (approval.Tool, approval.Times, approval.Used, approval.Reviewer.Id, approval.Comment));
        var call = Assert.Single((await app.Thread("v").GetHistoryAsync()).Calls);
        Assert.Equal(Verdict.Proceed, call.Verdict);
        Assert.Equal($"'ana' approved such calls of Till-Pay (approval {approval.Id}, with review {approval.ReviewId}, 2 of 2 times).", call.PolicyReason);
    }

    [Theory, AllServers]
    public async Task A_scope_is_for_patterns_a_thread_and_a_time(ServerKind kind)
    {
        await using var app = await StartAsync(kind);
        await app.Desk.ApproveAlwaysAsync(await PauseAsync(app, "t", "Pay cup-1"), LedgerApp.Ana, new AlwaysScope { Arguments = { ["what"] = "CUP-[0-9]" }, ThisThread = true });
        await app.ResumeAsync("t");
        Assert.Equal(AgentTurnStatus.Completed, (await app.InvokeAsync("t", "Pay cup-2")).Status);
        Assert.Equal(AgentTurnStatus.AwaitingReview, (await app.InvokeAsync("u", "Pay cup-3")).Status);
        Assert.Equal(AgentTurnStatus.AwaitingReview, (await app.InvokeAsync("t", "Pay cup-22")).Status);

        await using var timed = await StartAsync(kind);
        await timed.Desk.ApproveAlwaysAsync(await PauseAsync(timed, "t", "Pay a"), LedgerApp.Ana, new AlwaysScope { Until = TimeProvider.System.GetUtcNow().AddSeconds(1) });
        await Task.Delay(1100);
        Assert.Equal(AgentTurnStatus.AwaitingReview, (await timed.InvokeAsync("u", "Pay a")).Status);
    }

    [Theory, AllServers]
    public async Task A_revoked_one_covers_nothing_any_more(ServerKind kind)
    {
        await using var app = await StartAsync(kind);
        await app.Desk.ApproveAlwaysAsync(await PauseAsync(app, "t", "Pay a"), LedgerApp.Ana, new AlwaysScope());
        Assert.Equal(AgentTurnStatus.Completed, (await app.InvokeAsync("u", "Pay b")).Status);
        var approval = Assert.Single(await Approvals(app).ListAsync());
        Assert.True(await Approvals(app).RevokeAsync(approval, new Reviewer("bob")));
        Assert.False(await Approvals(app).RevokeAsync(approval, new Reviewer("bob")));
        Assert.Equal(AgentTurnStatus.AwaitingReview, (await app.InvokeAsync("v", "Pay c")).Status);
        Assert.Empty(await Approvals(app).ListAsync());
        await Assert.ThrowsAsync<ArgumentException>(() => Approvals(app).RevokeAsync(approval, new Reviewer("")));
    }

    [Theory, AllServers]
    public async Task It_never_covers_what_the_policy_wants_seen_each_time(ServerKind kind)
    {
        await using var never = await StartAsync(kind, o => o.Policy.NeverAlways = RiskFlags.Financial);
        var review = await PauseAsync(never, "t", "Pay a");
        Assert.Contains("financial", (await Assert.ThrowsAsync<InvalidDecisionException>(() => never.Desk.ApproveAlwaysAsync(review, LedgerApp.Ana, new AlwaysScope()))).Message, StringComparison.Ordinal);
        Assert.Equal(ReviewState.Pending, (await never.Desk.GetAsync(review.Id)).State);

        await using var several = await StartAsync(kind, o => o.Policy.Rules.Add(new PolicyRule { Function = "Pay", Quorum = 2 }));
        await Assert.ThrowsAsync<InvalidDecisionException>(async () => await several.Desk.ApproveAlwaysAsync(await PauseAsync(several, "t", "Pay a"), LedgerApp.Ana, new AlwaysScope()));

        // A later policy counts for what is covered.
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var before = new LedgerApp(server.Connection, prefix);
        await before.Desk.ApproveAlwaysAsync(await PauseAsync(before, "t", "Pay a"), LedgerApp.Ana, new AlwaysScope());
        foreach (var change in new Action<HitlOptions>[]
        {
            o => o.Policy.NeverAlways = RiskFlags.Financial,
            o => o.Policy.Rules.Add(new PolicyRule { Function = "Pay", Quorum = 2 }),
            o => o.Policy.Rules.Add(new PolicyRule { Function = "Pay", ReviewerGroups = { "finance" } }),
            o => o.Policy.Rules.Add(new PolicyRule { Function = "Pay", Then = { new() { ReviewerGroups = ["finance"] } } }),
        })
        {
            await using var after = new LedgerApp(server.Connection, prefix, change);
            Assert.Equal(AgentTurnStatus.AwaitingReview, (await after.InvokeAsync(Guid.NewGuid().ToString(), "Pay a")).Status);
        }

        await using var denied = new LedgerApp(server.Connection, prefix, o => o.Policy.Rules.Add(new PolicyRule { Function = "Pay", Verdict = Verdict.Deny }));
        Assert.Empty((await denied.InvokeAsync("d", "Pay a")).Reviews);
        Assert.Empty(await denied.Till.DoneAsync("d"));
        await using var own = new LedgerApp(server.Connection, prefix) { User = "ana" };
        Assert.Equal(AgentTurnStatus.AwaitingReview, (await own.InvokeAsync("own", "Pay a")).Status);
        await using var same = new LedgerApp(server.Connection, prefix) { User = "eve" };
        Assert.Equal(AgentTurnStatus.Completed, (await same.InvokeAsync("same", "Pay a")).Status);
    }

    [Theory, AllServers]
    public async Task A_scope_that_makes_no_sense_is_refused_and_nothing_is_approved(ServerKind kind)
    {
        await using var app = await StartAsync(kind);
        var review = await PauseAsync(app, "t", "Pay a");
        foreach (var scope in new AlwaysScope[]
        {
            new() { Times = 0 }, new() { Until = TimeProvider.System.GetUtcNow().AddMinutes(-1) }, new() { Arguments = { ["what"] = "(" } }, new() { Arguments = { ["what"] = "b" } }, new() { Arguments = { ["where"] = ".*" } },
        })
        {
            await Assert.ThrowsAsync<InvalidDecisionException>(() => app.Desk.ApproveAlwaysAsync(review, LedgerApp.Ana, scope));
        }

        Assert.Equal(ReviewState.Pending, (await app.Desk.GetAsync(review.Id)).State);
        Assert.Empty(await Approvals(app).ListAsync());
    }

    [Theory, AllServers]
    public async Task Calls_at_once_never_use_it_more_often_than_allowed(ServerKind kind)
    {
        await using var app = await StartAsync(kind);
        await app.Desk.ApproveAlwaysAsync(await PauseAsync(app, "t", "Pay a"), LedgerApp.Ana, new AlwaysScope { Times = 5 });
        var turns = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => app.InvokeAsync($"thread {i}", "Pay b")));
        Assert.Equal(5, turns.Count(t => t.Status == AgentTurnStatus.Completed));
        Assert.Equal(7, turns.Count(t => t.Status == AgentTurnStatus.AwaitingReview));
    }

    private static ScopedApprovals Approvals(LedgerApp app) => app.Services.GetRequiredService<ScopedApprovals>();

    private static async Task<Review> PauseAsync(LedgerApp app, string thread, string plan)
    {
        await app.InvokeAsync(thread, plan);
        return await app.Desk.GetAsync((await app.ReviewAsync(thread)).Id);
    }

    private async Task<LedgerApp> StartAsync(ServerKind kind, Action<HitlOptions>? configure = null)
    {
        var server = await servers.GetAsync(kind);
        return new LedgerApp(server.Connection, server.NewPrefix(), configure);
    }
}
