namespace Hitl.SemanticKernel.Tests.Ledger;

/// <summary><see cref="Durability.OnPause"/>: nothing is sent while nothing waits.</summary>
public class OnPauseTests(RedisServers servers)
{
    [Theory]
    [AllServers("Look a, Note b | Put c")]
    [AllServers("Look a, Pay b, Note c | Note d | Pay e, Look f")]
    [AllServers("Note a | Look b | Pay c")]
    [AllServers("hello:")]
    public async Task The_log_is_the_same_as_with_every_step(ServerKind kind, string plan)
    {
        var server = await servers.GetAsync(kind);
        var logs = new List<List<string>>();
        foreach (var durability in Enum.GetValues<Durability>())
        {
            await using var app = new LedgerApp(server.Connection, server.NewPrefix(), o => o.Durability = durability);
            var turn = await app.InvokeAsync("t", plan);
            while (turn.Status == AgentTurnStatus.AwaitingReview)
            {
                Assert.NotEmpty(turn.Reviews);
                logs.Add(await app.LogAsync("t"));
                foreach (var review in turn.Reviews)
                {
                    await app.Desk.ApproveAsync(review, LedgerApp.Ana);
                }

                turn = await app.ResumeAsync("t");
            }

            await app.InvokeAsync("t", "thanks:");
            logs.Add(await app.LogAsync("t"));
            logs.Add([.. (await app.Thread("t").GetHistoryAsync()).Calls.Select(c => $"{c.CallId} {c.Tool} {c.State} {c.Result}")]);
            logs.Add(await app.Till.DoneAsync("t"));
            await app.AssertWholeAsync("t");
        }

        var half = logs.Count / 2;
        Assert.Equal(logs.Take(half), logs.Skip(half));
    }

    [Theory, AllServers]
    public async Task Calls_that_proceed_send_nothing_between_begin_and_finish(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var sent = new List<string>();
        var tap = StoreTap.Wrap(server.Connection, (name, send) =>
        {
            lock (sent)
            {
                sent.Add(name);
            }

            return send();
        });
        await using var app = new LedgerApp(tap, server.NewPrefix(), o => o.Durability = Durability.OnPause, server.Connection);
        app.Model.BeforeAnswer = (_, batch, _) =>
        {
            lock (sent)
            {
                sent.Add("model");
            }

            return Task.CompletedTask;
        };
        await app.InvokeAsync("t", "Look a, Note b | Put c | Note d");
        Assert.Equal(["Begin", "model", "model", "model", "model", "Record"], sent);

        sent.Clear();
        Assert.Equal(AgentTurnStatus.AwaitingReview, (await app.InvokeAsync("t", "Look a | Pay b")).Status);
        Assert.Equal(["Begin", "model", "model", "Record"], sent);
    }
}
