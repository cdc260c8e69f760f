namespace Hitl.SemanticKernel.Tests.Ledger;

/// <summary>Messages that arrive while a thread waits.</summary>
public class InboxTests(RedisServers servers)
{
    [Theory]
    [AllServers(Durability.EveryStep)]
    [AllServers(Durability.OnPause)]
    public async Task They_enter_the_log_after_the_results_in_their_order_and_once(ServerKind kind, Durability durability)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix, o => o.Durability = durability);
        await using var other = new LedgerApp(server.Connection, prefix, o => o.Durability = durability);
        var first = await app.InvokeAsync("t", "Pay a, Pay b");
        Assert.False(first.MessageQueued);
        foreach (var (message, i) in new[] { "one:", "two:", "Note c" }.Select((m, i) => (m, i)))
        {
            var turn = await (i % 2 == 0 ? app : other).InvokeAsync("t", message);
            Assert.Equal((AgentTurnStatus.AwaitingReview, true), (turn.Status, turn.MessageQueued));
            Assert.Equal(first.Reviews.Select(r => r.Id).Order(), turn.Reviews.Select(r => r.Id).Order());
        }

        Assert.Equal(1, app.Model.Calls + other.Model.Calls);
        Assert.False((await app.ResumeAsync("t")).MessageQueued);

        // One of the two is decided: it runs with the next message, which is queued all the same.
        await app.Desk.ApproveAsync(first.Reviews[0], LedgerApp.Ana);
        var partly = await app.InvokeAsync("t", "Note d");
        Assert.Equal((AgentTurnStatus.AwaitingReview, true), (partly.Status, partly.MessageQueued));
        Assert.Single(partly.Reviews);
        Assert.Equal(["Pay a"], await app.Till.DoneAsync("t"));

        await other.Desk.RejectAsync(first.Reviews[1], LedgerApp.Ana, "no");
        Assert.Equal(AgentTurnStatus.Completed, (await other.ResumeAsync("t")).Status);
        var log = await app.LogAsync("t");
        Assert.Equal(["user: Pay a, Pay b", "calls call-1-0 Till-Pay, call-1-1 Till-Pay"], log.Take(2));
        Assert.Equal(["result call-1-0: Pay a ok", "result call-1-1: The call was not run: a reviewer rejected it. Reason: no"], log.Skip(2).Take(2));
        Assert.Equal(["user: one:", "user: two:", "user: Note c", "user: Note d"], log.Skip(4).Take(4));
        Assert.Equal(["Pay a", "Note d"], await app.Till.DoneAsync("t"));
        Assert.Equal("assistant: done: Note d ok", log[^1]);
        await app.AssertWholeAsync("t");
        Assert.Equal(log, await other.LogAsync("t"));
    }

    [Theory, AllServers]
    public async Task A_message_that_comes_when_all_is_decided_is_answered_after_the_calls_ran(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix());
        await app.InvokeAsync("t", "Pay a");
        await app.Desk.ApproveAsync(await app.ReviewAsync("t"), LedgerApp.Ana);
        var turn = await app.InvokeAsync("t", "and now:");
        Assert.Equal((AgentTurnStatus.Completed, false), (turn.Status, turn.MessageQueued));
        Assert.Equal(["user: Pay a", "calls call-1-0 Till-Pay", "result call-1-0: Pay a ok", "user: and now:", "assistant: done: "], await app.LogAsync("t"));
        Assert.Equal(["Pay a"], await app.Till.DoneAsync("t"));
    }
}
