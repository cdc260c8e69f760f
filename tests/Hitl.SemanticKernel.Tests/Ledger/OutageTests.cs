using StackExchange.Redis;

namespace Hitl.SemanticKernel.Tests.Ledger;

/// <summary>The store goes away in the middle of a turn.</summary>
public class OutageTests(RedisServers servers)
{
    [Theory, AllServers]
    public async Task Before_a_turn_begins_nothing_is_asked_and_nothing_runs(ServerKind kind)
    {
        await using var net = await NetAsync(kind);
        net.Relay.Cut();
        var error = await Assert.ThrowsAsync<OversightUnavailableException>(() => net.App.InvokeAsync("t", "Note a"));
        Assert.IsAssignableFrom<RedisException>(error.InnerException!.InnerException);
        await Assert.ThrowsAsync<OversightUnavailableException>(() => net.App.Desk.ListAsync());
        await Assert.ThrowsAsync<OversightUnavailableException>(() => net.App.LogAsync("t"));
        Assert.Equal(0, net.App.Model.Calls);

        await net.MendAsync();
        Assert.Equal(AgentTurnStatus.Completed, (await net.App.InvokeAsync("t", "Note a")).Status);
        Assert.Equal(["Note a"], await net.App.Till.DoneAsync("t"));
    }

    [Theory, AllServers]
    public async Task A_connection_that_the_app_has_closed_is_a_store_that_does_not_answer(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var connection = await server.ConnectAsync();
        await using var app = new LedgerApp(connection, server.NewPrefix(), effects: server.Connection);
        await app.InvokeAsync("t", "hello:");
        await connection.DisposeAsync();

        await Assert.ThrowsAsync<OversightUnavailableException>(() => app.InvokeAsync("t", "Note a"));

        Assert.Empty(await app.Till.DoneAsync("t"));
    }

    [Theory]
    [AllServers("Note a")]
    [AllServers("Look a, Pay b")]
    public async Task A_batch_that_cannot_be_recorded_does_not_run_and_the_model_is_told_nothing(ServerKind kind, string plan)
    {
        await using var net = await NetAsync(kind);
        net.App.Model.BeforeAnswer = (_, _, _) =>
        {
            net.Relay.Cut();
            return Task.CompletedTask;
        };
        await Assert.ThrowsAsync<OversightUnavailableException>(() => net.App.InvokeAsync("t", plan));
        Assert.Equal(1, net.App.Model.Calls);
        Assert.Empty(await net.App.Till.DoneAsync("t"));

        await net.MendAsync();
        net.App.Model.BeforeAnswer = null;
        var turn = await net.App.TakeOverAsync("t");
        foreach (var review in turn.Reviews)
        {
            await net.App.Desk.ApproveAsync(review, LedgerApp.Ana);
            turn = await net.App.ResumeAsync("t");
        }

        Assert.Equal(AgentTurnStatus.Completed, turn.Status);
        Assert.Equal(plan.Split(", "), await net.App.Till.DoneAsync("t"));
        await net.App.AssertWholeAsync("t");
    }

    [Theory]
    [AllServers("Note a", true)]
    [AllServers("Put a", false)]
    public async Task A_result_that_cannot_be_written_is_not_told_to_the_model(ServerKind kind, string plan, bool unknown)
    {
        await using var net = await NetAsync(kind);
        net.App.Till.After = (_, _, _) =>
        {
            net.Relay.Cut();
            return Task.CompletedTask;
        };
        await Assert.ThrowsAsync<OversightUnavailableException>(() => net.App.InvokeAsync("t", plan));
        Assert.Equal([plan], await net.App.Till.DoneAsync("t"));
        Assert.Equal(1, net.App.Model.Calls);

        await net.MendAsync();
        net.App.Till.After = null;
        var turn = await net.App.TakeOverAsync("t");
        if (unknown)
        {
            var review = Assert.Single(turn.Reviews);
            Assert.Equal(ReviewKind.Outcome, review.Kind);
            await net.App.Desk.RespondAsync(review, LedgerApp.Ana, plan + " ok");
            turn = await net.App.ResumeAsync("t");
        }

        Assert.Equal($"done: {plan} ok", turn.Message!.Content);
        var effects = await net.App.Till.EffectsAsync("t");
        Assert.Equal(unknown ? 1 : 2, effects.Count);
        Assert.Single(effects.Select(e => e.Key).Distinct());
        await net.App.AssertWholeAsync("t");
    }

    [Theory, AllServers]
    public async Task A_decision_that_does_not_arrive_is_an_error_and_can_be_made_again(ServerKind kind)
    {
        await using var net = await NetAsync(kind);
        await net.App.InvokeAsync("t", "Pay a");
        var review = await net.App.ReviewAsync("t");
        net.Relay.Cut();
        await Assert.ThrowsAsync<OversightUnavailableException>(() => net.App.Desk.ApproveAsync(review, LedgerApp.Ana));
        await net.MendAsync();
        await net.App.Desk.ApproveAsync(review, LedgerApp.Ana);
        Assert.Equal("done: Pay a ok", (await net.App.ResumeAsync("t")).Message!.Content);
    }

    private async Task<Net> NetAsync(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var relay = Relay.To(server.ConnectionString);
        var connection = await ConnectionMultiplexer.ConnectAsync(relay.ConnectionString);
        var app = new LedgerApp(connection, server.NewPrefix(), o => o.LeaseDuration = TimeSpan.FromSeconds(1), server.Connection);
        await app.Desk.ListAsync();
        return new Net(relay, connection, app);
    }

    private sealed record Net(Relay Relay, ConnectionMultiplexer Connection, LedgerApp App) : IAsyncDisposable
    {
        public async Task MendAsync()
        {
            Relay.Mend();
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    await Connection.GetDatabase().PingAsync();
                    return;
                }
                catch (Exception e) when (e is RedisException or RedisTimeoutException && attempt < 100)
                {
                    await Task.Delay(100);
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await Connection.DisposeAsync();
            await Relay.DisposeAsync();
        }
    }
}
