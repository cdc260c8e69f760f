using Hitl.SemanticKernel.Tests.Ledger;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Stopping;

/// <summary>People stop agents. The person who stops is in another process than the agent.</summary>
public class StopTests(RedisServers servers)
{
    private const string User = "user 7";

    public enum Place
    {
        BeforeTheTurn,
        BeforeTheFirstCall,
        BeforeTheSecondCall,
    }

    [Theory]
    [AllServers(StopKind.Thread, Durability.EveryStep)]
    [AllServers(StopKind.User, Durability.EveryStep)]
    [AllServers(StopKind.Tool, Durability.EveryStep)]
    [AllServers(StopKind.Everything, Durability.EveryStep)]
    [AllServers(StopKind.Thread, Durability.OnPause)]
    [AllServers(StopKind.Tool, Durability.OnPause)]
    public async Task A_call_that_is_stopped_runs_once_when_the_stop_is_lifted(ServerKind kind, StopKind stop, Durability durability)
    {
        foreach (var (place, done) in new[] { (Place.BeforeTheFirstCall, (string[])[]), (Place.BeforeTheSecondCall, ["Look a"]) })
        {
            await using var two = await TwoAsync(kind, o => o.Durability = durability);
            var target = Target(stop, "Till-*");
            async Task StopAsync()
            {
                await two.Desk.Stops.StopAsync(target, LedgerApp.Ana, "Wrong customer.");
                await SeenAsync(two.Agent, "t", "Till-Note");
            }

            two.Agent.Model.BeforeAnswer = (_, batch, _) => place == Place.BeforeTheFirstCall && batch == 0 ? StopAsync() : Task.CompletedTask;
            two.Agent.Till.After = (_, what, _) => place == Place.BeforeTheSecondCall && what == "a" ? StopAsync() : Task.CompletedTask;
            var stopped = await Assert.ThrowsAsync<OversightStoppedException>(() => two.Agent.InvokeAsync("t", "Look a, Note b, Put c"));

            Assert.Equal((target, LedgerApp.Ana.Id, "Wrong customer.", "t"), (stopped.Stop.Target, stopped.Stop.By.Id, stopped.Stop.Reason, stopped.ThreadId));
            Assert.Equal(place == Place.BeforeTheFirstCall ? "Till-Look" : "Till-Note", stopped.Tool);
            Assert.Equal(done, await two.Agent.Till.DoneAsync("t"));
            Assert.Equal(1, two.Agent.Model.Calls);
            var calls = (await two.Desk.Thread("t").GetHistoryAsync()).Calls;
            Assert.Equal(3, calls.Count);
            Assert.Equal(3 - done.Length, calls.Count(c => c.State == CallState.Ready && c.Result is null && c.Attempts == 0));

            two.Agent.Model.BeforeAnswer = null;
            two.Agent.Till.After = null;
            await Assert.ThrowsAsync<OversightStoppedException>(() => two.Agent.ResumeAsync("t"));
            Assert.Equal(done, await two.Agent.Till.DoneAsync("t"));

            Assert.True(await two.Desk.Stops.LiftAsync(target, LedgerApp.Ana));
            var turn = await ResumeWhenLiftedAsync(two.Agent, "t");
            Assert.Equal("done: Look a ok; Note b ok; Put c ok", turn.Message!.Content);
            Assert.Equal(["Look a", "Note b", "Put c"], await two.Agent.Till.DoneAsync("t"));
            await two.Agent.AssertWholeAsync("t");
        }
    }

    [Theory]
    [AllServers(StopKind.Thread)]
    [AllServers(StopKind.User)]
    [AllServers(StopKind.Everything)]
    public async Task A_turn_that_is_stopped_is_not_begun_and_nothing_is_written(ServerKind kind, StopKind stop)
    {
        await using var two = await TwoAsync(kind);
        await two.Desk.Stops.StopAsync(Target(stop), LedgerApp.Ana, "Not today");
        await SeenAsync(two.Agent, "t", tool: null);

        var stopped = await Assert.ThrowsAsync<OversightStoppedException>(() => two.Agent.InvokeAsync("t", "Note a"));
        Assert.Null(stopped.Tool);
        Assert.Contains("Ana stopped", stopped.Message, StringComparison.Ordinal);
        Assert.Contains("Not today", stopped.Message, StringComparison.Ordinal);
        Assert.Equal(0, two.Agent.Model.Calls);
        Assert.False(await two.Agent.Thread("t").ExistsAsync());
    }

    [Theory, AllServers]
    public async Task What_is_not_meant_goes_on(ServerKind kind)
    {
        await using var two = await TwoAsync(kind);
        foreach (var target in new[] { StopTarget.Thread("t2"), StopTarget.Thread("T"), StopTarget.User("User 7"), StopTarget.Tool("Till-Not"), StopTarget.Tool("Note"), StopTarget.Tool("Bank-*") })
        {
            await two.Desk.Stops.StopAsync(target, LedgerApp.Ana, "other");
        }

        await SeenAsync(two.Agent, "t2", tool: null);
        Assert.Equal(AgentTurnStatus.Completed, (await two.Agent.InvokeAsync("t", "Note a")).Status);
        Assert.Equal(["Note a"], await two.Agent.Till.DoneAsync("t"));
    }

    [Theory, AllServers]
    public async Task People_decide_while_all_is_stopped_and_what_waited_waits(ServerKind kind)
    {
        await using var two = await TwoAsync(kind);
        await two.Agent.InvokeAsync("t", "Pay a, Pay b");
        await two.Desk.Stops.StopAsync(StopTarget.Everything, LedgerApp.Ana, "audit");
        await SeenAsync(two.Agent, "t", tool: null);
        var reviews = await two.Desk.PendingAsync("t");
        await two.Desk.Desk.ApproveAsync(reviews[0], LedgerApp.Ana);
        await Assert.ThrowsAsync<OversightStoppedException>(() => two.Agent.ResumeAsync("t"));

        var calls = (await two.Desk.Thread("t").GetHistoryAsync()).Calls;
        Assert.Equal([CallState.Ready, CallState.Pending], calls.Select(c => c.State));
        await two.Desk.Stops.LiftAsync(StopTarget.Everything, LedgerApp.Ana, "audit done");
        Assert.Equal(AgentTurnStatus.AwaitingReview, (await ResumeWhenLiftedAsync(two.Agent, "t")).Status);
        Assert.Equal(["Pay a"], await two.Agent.Till.DoneAsync("t"));
        await two.Desk.Desk.RejectAsync(reviews[1], LedgerApp.Ana, "no");
        Assert.Equal(AgentTurnStatus.Completed, (await two.Agent.ResumeAsync("t")).Status);
        Assert.Equal(["Pay a"], await two.Agent.Till.DoneAsync("t"));
    }

    [Theory]
    [AllServers("Till-Pay", "Till-Pay")]
    [AllServers("till-note", "Till-Note")]
    public async Task A_tool_is_stopped_among_decided_calls_and_beside_one_that_waits(ServerKind kind, string pattern, string tool)
    {
        await using var two = await TwoAsync(kind);
        two.Agent.Model.BeforeAnswer = async (_, batch, cancellationToken) =>
        {
            if (batch == 0)
            {
                await two.Desk.Stops.StopAsync(StopTarget.Tool(pattern), LedgerApp.Ana, "broken", cancellationToken);
                await SeenAsync(two.Agent, "t", tool);
            }
        };
        if (tool == "Till-Note")
        {
            // A sibling that is run because another one waits.
            Assert.Equal(tool, (await Assert.ThrowsAsync<OversightStoppedException>(() => two.Agent.InvokeAsync("t", "Pay a, Note b"))).Tool);
        }
        else
        {
            Assert.Equal(AgentTurnStatus.AwaitingReview, (await two.Agent.InvokeAsync("t", "Pay a, Note b")).Status);
        }

        await two.Desk.Desk.ApproveAsync(await two.Desk.ReviewAsync("t"), LedgerApp.Ana);
        if (tool == "Till-Pay")
        {
            // The resume marks the call as running in its first step.
            Assert.Equal(tool, (await Assert.ThrowsAsync<OversightStoppedException>(() => two.Agent.ResumeAsync("t"))).Tool);
        }

        Assert.Equal(CallState.Ready, (await two.Desk.Thread("t").GetHistoryAsync()).Calls.Single(c => c.Tool == tool).State);
        await two.Desk.Stops.LiftAsync(StopTarget.Tool(pattern), LedgerApp.Ana);
        Assert.Equal("done: Pay a ok; Note b ok", (await ResumeWhenLiftedAsync(two.Agent, "t")).Message!.Content);
        Assert.Equal(["Note b", "Pay a"], (await two.Agent.Till.DoneAsync("t")).Order());
        await two.Agent.AssertWholeAsync("t");
    }

    [Theory, AllServers]
    public async Task A_stop_survives_restarts_and_only_a_named_person_lifts_it(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using (var first = new LedgerApp(server.Connection, prefix))
        {
            var made = await first.Stops.StopAsync(StopTarget.Thread("t:{x}"), LedgerApp.Ana with { Groups = ["ops"] }, "wrong");
            Assert.Equal("wrong", (await first.Stops.StopAsync(StopTarget.Thread("t:{x}"), new Reviewer("bob"), "again")).Reason);
            Assert.Equal(made.At, Assert.Single(await first.Stops.ListAsync()).At);
        }

        await using var second = new LedgerApp(server.Connection, prefix);
        await Assert.ThrowsAsync<OversightStoppedException>(() => second.InvokeAsync("t:{x}", "Note a"));
        await Assert.ThrowsAsync<ArgumentException>(() => second.Stops.LiftAsync(StopTarget.Thread("t:{x}"), new Reviewer(" ")));
        await Assert.ThrowsAsync<ArgumentNullException>(() => second.Stops.LiftAsync(StopTarget.Thread("t:{x}"), null!));
        Assert.False(await second.Stops.LiftAsync(StopTarget.Everything, LedgerApp.Ana));
        Assert.True(await second.Stops.LiftAsync(StopTarget.Thread("t:{x}"), new Reviewer("bob", "Bob"), "my mistake"));
        Assert.False(await second.Stops.LiftAsync(StopTarget.Thread("t:{x}"), new Reviewer("bob")));
        Assert.Equal(AgentTurnStatus.Completed, (await second.InvokeAsync("t:{x}", "Note a")).Status);

        var log = await second.Stops.ReadLogAsync();
        Assert.Equal([(true, "bob", "my mistake"), (false, "bob", "again"), (false, "ana", "wrong")], log.Select(e => (e.IsLift, e.By.Id, e.Reason)));
        Assert.All(log, e => Assert.Equal(StopTarget.Thread("t:{x}"), e.Target));
        Assert.Equal(["ops"], log[2].By.Groups);
        Assert.Single(await second.Stops.ReadLogAsync(1));
        Assert.Empty(await second.Stops.ListAsync());
    }

    [Theory, AllServers]
    public async Task What_cannot_be_a_stop_is_refused(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix());
        foreach (var id in new[] { "", new string('x', 513), "\ud800" })
        {
            Assert.ThrowsAny<ArgumentException>(() => StopTarget.Thread(id));
            Assert.ThrowsAny<ArgumentException>(() => StopTarget.User(id));
            Assert.ThrowsAny<ArgumentException>(() => StopTarget.Tool(id));
        }

        foreach (var (by, reason) in new (Reviewer, string)[] { (new(""), "x"), (new("ana"), " "), (new("ana"), new string('x', ReviewDesk.MaxTextLength + 1)), (new(new string('x', 257)), "x") })
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => app.Stops.StopAsync(StopTarget.Everything, by, reason));
        }

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => app.Stops.ReadLogAsync(0));
        Assert.Empty(await app.Stops.ListAsync());
        Assert.Empty(await app.Stops.ReadLogAsync());
    }

    private static StopTarget Target(StopKind kind, string tool = "*") => kind switch
    {
        StopKind.Thread => StopTarget.Thread("t"),
        StopKind.User => StopTarget.User(User),
        StopKind.Tool => StopTarget.Tool(tool),
        _ => StopTarget.Everything,
    };

    /// <summary>Waits until the agent's process knows of a stop. The signal takes milliseconds; without it a second.</summary>
    private static async Task SeenAsync(LedgerApp app, string thread, string? tool)
    {
        for (var attempt = 1; await app.StopFeed.FindAsync(thread, User, tool, CancellationToken.None) is null; attempt++)
        {
            Assert.True(attempt < 1000, "The stop does not reach the other process.");
            await Task.Delay(5);
        }
    }

    private static async Task<AgentTurn> ResumeWhenLiftedAsync(LedgerApp app, string thread)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await app.ResumeAsync(thread);
            }
            catch (OversightStoppedException) when (attempt < 1000)
            {
                await Task.Delay(5);
            }
        }
    }

    private async Task<Two> TwoAsync(ServerKind kind, Action<HitlOptions>? configure = null)
    {
        var server = await servers.GetAsync(kind);
        var connection = await server.ConnectAsync();
        var prefix = server.NewPrefix();
        return new Two(connection, new LedgerApp(server.Connection, prefix, configure) { User = User }, new LedgerApp(connection, prefix, configure));
    }

    private sealed record Two(IAsyncDisposable Connection, LedgerApp Agent, LedgerApp Desk) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Agent.DisposeAsync();
            await Desk.DisposeAsync();
            await Connection.DisposeAsync();
        }
    }
}
