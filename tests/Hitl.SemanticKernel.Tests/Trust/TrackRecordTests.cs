using System.Globalization;
using System.Text.Json;
using Hitl.SemanticKernel.Tests.Ledger;
using Hitl.SemanticKernel.Tests.Scoring;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;

namespace Hitl.SemanticKernel.Tests.Trust;

/// <summary>What people decided about a tool, counted with each decision and known in every process.</summary>
public class TrackRecordTests(RedisServers servers)
{
    private const string Pay = "Till-Pay";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, AllServers]
    public async Task Each_decision_of_a_person_counts_once_and_is_there_after_a_restart(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using (var app = new LedgerApp(server.Connection, prefix))
        {
            Assert.Empty(await app.Record.ReadAsync(Cancellation));
            foreach (var thread in new[] { "approved", "edited", "rejected", "responded", "open" })
            {
                await app.InvokeAsync(thread, "Pay a");
            }

            var approved = await app.ReviewAsync("approved");
            await app.Desk.ApproveAsync(approved, LedgerApp.Ana, cancellationToken: Cancellation);
            await app.Desk.EditAsync(await app.ReviewAsync("edited"), LedgerApp.Ana, JsonElement.Parse("""{"what":"b"}"""), cancellationToken: Cancellation);
            await app.Desk.RejectAsync(await app.ReviewAsync("rejected"), LedgerApp.Ana, "no", Cancellation);
            await app.Desk.RespondAsync(await app.ReviewAsync("responded"), LedgerApp.Ana, "paid by hand", Cancellation);

            // A decision that is refused changes nothing.
            await Assert.ThrowsAsync<AlreadyDecidedException>(() => app.Desk.RejectAsync(approved, LedgerApp.Ana, "late", Cancellation));
            var open = await app.ReviewAsync("open");
            await Assert.ThrowsAsync<StaleDecisionException>(() => app.Desk.ApproveAsync(open with { Tool = "Till-Look" }, LedgerApp.Ana, cancellationToken: Cancellation));
        }

        await using var restarted = new LedgerApp(server.Connection, prefix);
        var (tool, record) = Assert.Single(await restarted.Record.ReadAsync(Cancellation));
        Assert.Equal(Pay, tool);
        Assert.Equal(new ToolRecord { Approved = 1, Edited = 1, Rejected = 1, Responded = 1 }, record);
        Assert.Equal((4, 2.5 / 6), (record.Decisions, record.Score));
    }

    [Theory, AllServers]
    public async Task Deadlines_and_decisions_about_results_and_answers_do_not_count(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix, LedgerApp.Hold);
        await app.InvokeAsync("result", "Fetch a");
        await app.Desk.ApproveAsync(await app.ReviewAsync("result"), LedgerApp.Ana, cancellationToken: Cancellation);
        await app.InvokeAsync("answer", "Tell a");
        await app.Desk.ApproveAsync(await app.ReviewAsync("answer"), LedgerApp.Ana, cancellationToken: Cancellation);

        await using var hurried = new LedgerApp(server.Connection, prefix, o => (o.Policy.Deadline, o.Policy.OnDeadline) = (TimeSpan.FromSeconds(1), DeadlineAction.Approve));
        await hurried.InvokeAsync("late", "Pay a");
        while ((await hurried.ResumeAsync("late")).Status == AgentTurnStatus.AwaitingReview)
        {
            await Task.Delay(50, Cancellation);
        }

        Assert.Equal(["Pay a"], await hurried.Till.DoneAsync("late"));
        Assert.Empty(await app.Record.ReadAsync(Cancellation));
    }

    [Theory, AllServers]
    public async Task Decisions_of_many_processes_at_once_are_all_counted(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        var apps = Enumerable.Range(0, 4).Select(_ => new LedgerApp(server.Connection, prefix)).ToArray();
        var ids = Enumerable.Range(0, 48).Select(i => string.Create(CultureInfo.InvariantCulture, $"t{i}")).ToArray();
        var paused = await Task.WhenAll(ids.Select((id, i) => Task.Run(() => apps[i % 4].InvokeAsync(id, "Pay a, Transfer b"))));

        await Task.WhenAll(paused.SelectMany((turn, i) => turn.Reviews.Select(review => Task.Run(() => i % 3 == 0
            ? apps[(i + 1) % 4].Desk.RejectAsync(review, LedgerApp.Ana, "no", Cancellation)
            : apps[(i + 1) % 4].Desk.ApproveAsync(review, LedgerApp.Ana, cancellationToken: Cancellation)))));

        var records = await apps[0].Record.ReadAsync(Cancellation);
        Assert.Equal([Pay, "Till-Transfer"], records.Keys.Order());
        Assert.All(records.Values, r => Assert.Equal(new ToolRecord { Approved = 32, Rejected = 16 }, r));
        foreach (var app in apps)
        {
            await app.DisposeAsync();
        }
    }

    [Theory, AllServers]
    public async Task Another_process_trusts_the_tool_less_after_rejections_and_knows_of_new_ones_when_what_it_has_is_old(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        var time = new StillTime();
        await using var desk = new LedgerApp(server.Connection, prefix);
        await using var app = new LedgerApp(server.Connection, prefix, time: time);
        await app.InvokeAsync("first", "Pay a");
        var first = await app.ReviewAsync("first");
        Assert.DoesNotContain(first.Trust.Evidence, e => e.Source == "record");
        await UntilAsync(() => app.Record.IsLoaded);
        await desk.Desk.RejectAsync(first, LedgerApp.Ana, "no", Cancellation);

        // What was loaded is new enough, and nobody asks again.
        Assert.Null(app.Record.Find(Pay));
        time.Advance(TrackRecord.RefreshAfter);
        await UntilAsync(() => app.Record.Find(Pay) is { Rejected: 1 });

        await app.InvokeAsync("second", "Pay a");
        var evidence = Assert.Single((await app.ReviewAsync("second")).Trust.Evidence, e => e.Source == "record");
        Assert.Equal((1.0 / 3, 1), (evidence.Score, evidence.Weight));
        Assert.Equal("people approved 0 of 1 calls of Till-Pay as they were, and 0 with other arguments", evidence.Reason);

        await desk.Desk.ApproveAsync(await desk.ReviewAsync("second"), LedgerApp.Ana, cancellationToken: Cancellation);
        Assert.Equal(1, app.Record.Find(Pay)!.Decisions);
        time.Advance(TrackRecord.RefreshAfter);
        await UntilAsync(() => app.Record.Find(Pay) is { Approved: 1, Rejected: 1 });
    }

    [Theory, AllServers]
    public async Task A_judgment_asks_the_server_nothing(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var connection = await server.ConnectAsync();
        await using var app = new LedgerApp(connection, server.NewPrefix(), time: new StillTime());
        await app.InvokeAsync("t", "Pay a");
        await app.Desk.ApproveAsync(await app.ReviewAsync("t"), LedgerApp.Ana, cancellationToken: Cancellation);
        await UntilAsync(() => app.Record.IsLoaded);

        var profile = new ProfilingSession();
        connection.RegisterProfiler(() => profile);
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(Verdict.Review, (await app.Judge.JudgeAsync(Some.Call("Pay", plugin: "Till"), Cancellation)).Verdict);
        }

        Assert.Empty(profile.FinishProfiling());
    }

    [Theory, AllServers]
    public async Task What_is_no_count_is_skipped_and_a_key_of_another_kind_keeps_nobody_from_deciding(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix);
        RedisKey KeyOf(int partition) => string.Create(CultureInfo.InvariantCulture, $"{{{prefix}:{partition}}}:record");
        await app.InvokeAsync("t", "Pay a");
        await server.Database.HashSetAsync(KeyOf(3),
        [
            new("approved:" + Pay, 2), new("rejected:" + Pay, "many"), new("escalated:" + Pay, 9), new("approved", 1), new("rejected:x:y", 3), new("approved:z", -4),
            new("edited:" + Pay, "99999999999999999999"),
        ]);

        var records = await app.Record.ReadAsync(Cancellation);
        Assert.Equal(new ToolRecord { Approved = 2 }, records[Pay]);
        Assert.Equal(new ToolRecord { Rejected = 3 }, records["x:y"]);
        Assert.All(records.Where(r => r.Key is not (Pay or "x:y")), r => Assert.Equal(0, r.Value.Decisions));

        for (var partition = 0; partition < 16; partition++)
        {
            await server.Database.KeyDeleteAsync(KeyOf(partition));
            await server.Database.StringSetAsync(KeyOf(partition), "something else");
        }

        await app.Desk.ApproveAsync(await app.ReviewAsync("t"), LedgerApp.Ana, cancellationToken: Cancellation);
        Assert.Equal(AgentTurnStatus.Completed, (await app.ResumeAsync("t")).Status);
    }

    [Theory, AllServers]
    public async Task Without_the_server_calls_are_judged_by_what_was_loaded(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var relay = Relay.To(server.ConnectionString);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(relay.ConnectionString);
        var time = new StillTime();
        var prefix = server.NewPrefix();
        await using var desk = new LedgerApp(server.Connection, prefix);
        await desk.InvokeAsync("t", "Pay a");
        await desk.Desk.ApproveAsync(await desk.ReviewAsync("t"), LedgerApp.Ana, cancellationToken: Cancellation);
        await using var app = new LedgerApp(connection, prefix, time: time);
        await UntilAsync(() => app.Record.Find(Pay) is not null);

        relay.Cut();
        time.Advance(TrackRecord.RefreshAfter);

        var judged = await app.Judge.JudgeAsync(Some.Call("Pay", plugin: "Till"), Cancellation);
        Assert.Contains(judged.Trust.Evidence, e => e.Source == "record");
        Assert.True(judged.Trust.IsComplete);
        await Assert.ThrowsAsync<OversightUnavailableException>(() => app.Record.ReadAsync(Cancellation));
    }

    [Theory, AllServers]
    public async Task With_a_weight_of_0_it_is_counted_and_not_read(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix, o => o.Trust.TrackRecordWeight = 0);
        await app.InvokeAsync("t", "Pay a");
        await app.Desk.ApproveAsync(await app.ReviewAsync("t"), LedgerApp.Ana, cancellationToken: Cancellation);
        await app.InvokeAsync("u", "Pay a");

        Assert.False(app.Record.IsLoaded);
        Assert.DoesNotContain((await app.ReviewAsync("u")).Trust.Evidence, e => e.Source == "record");
        Assert.Equal(1, (await app.Record.ReadAsync(Cancellation))[Pay].Approved);
    }

    [Fact]
    public void A_score_is_the_mean_of_a_beta_posterior()
    {
        Assert.Equal(0.5, new ToolRecord().Score);
        Assert.Equal(11.0 / 12, new ToolRecord { Approved = 10 }.Score);
        Assert.Equal(1.0 / 12, new ToolRecord { Rejected = 6, Responded = 4 }.Score);
        Assert.Equal(0.5, new ToolRecord { Edited = 100 }.Score);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var end = new CancellationTokenSource(Patience);
        while (!holds())
        {
            await Task.Delay(10, end.Token);
        }
    }
}
