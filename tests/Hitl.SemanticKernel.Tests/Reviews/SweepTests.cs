using Hitl.Memory;
using Hitl.SemanticKernel.Tests.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hitl.SemanticKernel.Tests.Reviews;

/// <summary>What deadlines do without anybody touching the thread.</summary>
public class SweepTests(RedisServers servers)
{
    [Theory, AllServers]
    public async Task A_deadline_that_passes_is_carried_out_by_the_sweep_once(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix, o =>
        {
            o.Policy.Deadline = TimeSpan.FromHours(1);
            o.Policy.Rules.Add(new PolicyRule { Function = "Transfer", OnDeadline = DeadlineAction.Approve });
            o.Policy.Rules.Add(new PolicyRule { Function = "Note", Verdict = Verdict.Review, OnDeadline = DeadlineAction.Wait });
        });
        await app.InvokeAsync("t", "Pay a, Transfer b, Note c");
        var reviews = await app.PendingAsync("t");
        Assert.Equal(0, await app.Sweep.RunAsync(default));
        await PassAsync(server, prefix, reviews);

        var swept = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.Sweep.RunAsync(default)));

        Assert.Equal(2, swept.Sum());
        var decided = await Task.WhenAll(reviews.Select(r => app.Desk.GetAsync(r.Id)));
        Assert.Equal(
            [("Till-Note", ReviewState.Pending), ("Till-Pay", ReviewState.Expired), ("Till-Transfer", ReviewState.Approved)],
            decided.Select(r => (r.Tool, r.State)).OrderBy(r => r.Tool, StringComparer.Ordinal));
        Assert.All(decided.Where(r => r.State != ReviewState.Pending), r => Assert.True(r.Decision!.ByDeadline));
        await app.Desk.ApproveAsync(await app.ReviewAsync("t"), LedgerApp.Ana);
        await app.ResumeAsync("t");
        Assert.Equal(["Transfer b", "Note c"], await app.Till.DoneAsync("t"));
        Assert.NotEmpty((await app.Desk.GetAsync(reviews[0].Id)).Conversation);
    }

    [Theory, AllServers]
    public async Task A_deadline_asks_one_group_after_the_other_each_with_its_time(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix, o => o.Policy.Rules.Add(new PolicyRule
        {
            Function = "Pay",
            ReviewerGroups = { "agents" },
            Deadline = TimeSpan.FromHours(1),
            OnDeadline = DeadlineAction.Escalate,
            EscalateTo = { new() { ReviewerGroups = ["leads"], Deadline = TimeSpan.FromHours(2) }, new() { ReviewerGroups = ["board"], Deadline = TimeSpan.FromHours(3) } },
        }));
        await app.InvokeAsync("t", "Pay a");
        var (agent, lead) = (new Reviewer("al") { Groups = ["agents"] }, new Reviewer("lea") { Groups = ["leads"] });
        var claimed = (await app.Desk.ClaimNextAsync(agent))!;

        await PassAsync(server, prefix, [claimed]);
        Assert.Equal(ReviewRefusal.NotAsked, (await Assert.ThrowsAsync<ReviewerNotAllowedException>(() => app.Desk.ApproveAsync(claimed, agent))).Refusal);
        var passed = (await app.Desk.ClaimNextAsync(lead))!;
        Assert.Equal((1, DeadlineAction.Escalate), (passed.Escalations, passed.OnDeadline));
        Assert.InRange(passed.Deadline!.Value - passed.CreatedAt, TimeSpan.FromMinutes(119), TimeSpan.FromMinutes(121));
        Assert.Empty((await app.Desk.ListAsync(new ReviewQuery { Group = "agents" })).Reviews);

        await PassAsync(server, prefix, [passed]);
        Assert.Equal(1, await app.Sweep.RunAsync(default));
        var last = await app.ReviewAsync("t");
        Assert.Equal((2, DeadlineAction.Reject), (last.Escalations, last.OnDeadline));
        Assert.Equal(["board"], last.ReviewerGroups);
        Assert.Null(last.Claim);
        await PassAsync(server, prefix, [last]);
        await app.Sweep.RunAsync(default);
        Assert.Equal(ReviewState.Expired, (await app.Desk.GetAsync(last.Id)).State);
        Assert.Contains(ToolMessages.Expired, (await app.ResumeAsync("t")).Message!.Content, StringComparison.Ordinal);
    }

    [Theory, AllServers]
    public async Task A_veto_window_stands_for_one_step(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix, o => o.Policy.Rules.Add(new PolicyRule
        {
            Function = "Pay", ReviewerGroups = { "leads" }, Then = { new() { ReviewerGroups = ["finance"] } }, Deadline = TimeSpan.FromHours(1), OnDeadline = DeadlineAction.Approve,
        }));
        await app.InvokeAsync("t", "Pay a");
        await PassAsync(server, prefix, [await app.ReviewAsync("t")]);
        await app.Sweep.RunAsync(default);

        var next = await app.Desk.GetAsync((await app.ReviewAsync("t")).Id);
        Assert.Equal((2, true), (next.Step, Assert.Single(next.Votes).ByDeadline));
        await PassAsync(server, prefix, [next]);
        Assert.Equal(AgentTurnStatus.Completed, (await app.ResumeAsync("t")).Status);
        Assert.Equal(["Pay a"], await app.Till.DoneAsync("t"));
    }

    [Theory, AllServers]
    public async Task Hosts_sweep_when_their_timer_says_so_and_outlive_an_error(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        var time = new StillTime();
        var isAway = true;
        var tap = StoreTap.Wrap(server.Connection, (name, send) =>
            name == "Due" && isAway ? Task.FromException<StackExchange.Redis.RedisResult>(new StackExchange.Redis.RedisException("away")) : send());
        await using var app = new LedgerApp(tap, prefix, o => o.Policy.Deadline = TimeSpan.FromHours(1), server.Connection, time);
        await app.InvokeAsync("t", "Pay a");
        var review = await app.ReviewAsync("t");
        await PassAsync(server, prefix, [review]);
        var sweeper = app.Services.GetServices<IHostedService>().OfType<ReviewSweeper>().Single();
        await sweeper.StartAsync(default);
        isAway = false;

        while ((await app.Desk.GetAsync(review.Id)).State == ReviewState.Pending)
        {
            time.Fire();
            await Task.Delay(5);
        }

        Assert.Equal(ReviewState.Expired, (await app.Desk.GetAsync(review.Id)).State);
        await sweeper.StopAsync(default);
    }

    [Theory, AllServers]
    public async Task A_real_clock_carries_deadlines_out_without_anybody(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix, o => (o.Policy.Deadline, o.SweepInterval) = (TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(50)));
        await using var other = new LedgerApp(server.Connection, prefix, o => o.SweepInterval = TimeSpan.FromMilliseconds(50));
        foreach (var host in new[] { app, other })
        {
            await host.Services.GetServices<IHostedService>().OfType<ReviewSweeper>().Single().StartAsync(default);
        }

        await app.InvokeAsync("t", "Pay a, Pay b");
        List<Review> ended = [];
        await foreach (var change in app.Desk.WatchAsync())
        {
            if (change.State != ReviewState.Pending)
            {
                ended.Add(change);
                if (ended.Count == 2)
                {
                    break;
                }
            }
        }

        Assert.All(ended, r => Assert.Equal((ReviewState.Expired, r.Deadline), (r.State, r.Decision!.DecidedAt)));
    }

    /// <summary>Lets the deadlines of reviews lie a millisecond in the past.</summary>
    internal static async Task PassAsync(TestServer server, string prefix, IEnumerable<Review> reviews)
    {
        var keys = new Keyspace(prefix, 16);
        foreach (var review in reviews)
        {
            var thread = keys.Thread(review.ThreadId);
            var now = (long)await server.Database.ScriptEvaluateAsync("local t = redis.call('TIME') return t[1] * 1000 + math.floor(t[2] / 1000) - 1");
            await server.Database.HashSetAsync(thread.Shared("review:" + review.Id), "due", now);
            if (await server.Database.SortedSetScoreAsync(thread.Shared("deadlines"), review.Id) is not null)
            {
                await server.Database.SortedSetAddAsync(thread.Shared("deadlines"), review.Id, now);
            }
        }
    }
}
