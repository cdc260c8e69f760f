using Hitl.SemanticKernel.Tests.Ledger;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;

namespace Hitl.SemanticKernel.Tests.Stopping;

/// <summary>How a process knows of stops: from its own memory while that is fresh, and from the store when it is not.</summary>
public class StopFeedTests(RedisServers servers)
{
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(1.1);

    [Theory, AllServers]
    public async Task A_warm_process_asks_nobody_and_one_that_was_idle_asks_once(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var connection = await server.ConnectAsync();
        var session = new AsyncLocal<ProfilingSession?>();
        connection.RegisterProfiler(() => session.Value);
        var time = new StillTime();
        await using var app = new LedgerApp(connection, server.NewPrefix(), time: time);
        await app.StopFeed.FindAsync("t", "u", "Tool", CancellationToken.None);

        var profile = session.Value = new ProfilingSession();
        Assert.Null(await app.StopFeed.FindAsync("t", "u", "Tool", CancellationToken.None));
        Assert.Empty(profile.FinishProfiling());

        time.Advance(Stale);
        profile = session.Value = new ProfilingSession();
        Assert.Null(await app.StopFeed.FindAsync("t", "u", "Tool", CancellationToken.None));
        Assert.Null(await app.StopFeed.FindAsync("t", "u", "Tool", CancellationToken.None));
        Assert.Equal("HGET", Assert.Single(profile.FinishProfiling()).Command);
    }

    [Theory, AllServers]
    public async Task A_strict_process_asks_before_every_call(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var connection = await server.ConnectAsync();
        var session = new AsyncLocal<ProfilingSession?>();
        connection.RegisterProfiler(() => session.Value);
        await using var strict = new LedgerApp(connection, prefix, o => o.StrictStop = true, server.Connection);
        await strict.InvokeAsync("warm", "Look a");
        var profile = session.Value = new ProfilingSession();
        await strict.InvokeAsync("t", "Look a, Look b");
        Assert.Equal(5 + 3, profile.FinishProfiling().Count()); // the turn and each call ask

        // No signal and no waiting: the very next call does not run.
        strict.Till.After = (_, what, _) => what == "c" ? WriteAsync(server.Database, prefix) : Task.CompletedTask;
        await Assert.ThrowsAsync<OversightStoppedException>(() => strict.InvokeAsync("t", "Note c, Note d"));
        Assert.Equal(["Look a", "Look b", "Note c"], await strict.Till.DoneAsync("t"));
    }

    [Theory, AllServers]
    public async Task A_signal_alone_brings_a_stop(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var desk = new LedgerApp(server.Connection, prefix);
        await using var app = new LedgerApp(server.Connection, prefix, time: new StillTime());
        Assert.Null(await app.StopFeed.FindAsync("t", null, null, CancellationToken.None));

        for (var attempt = 1; await app.StopFeed.FindAsync("t", null, null, CancellationToken.None) is null; attempt++)
        {
            Assert.True(attempt < 500, "No signal arrives.");
            await desk.Stops.StopAsync(StopTarget.Thread("t"), LedgerApp.Ana, "again, in case nobody listened yet");
            await Task.Delay(5);
        }

        for (var attempt = 1; await app.StopFeed.FindAsync("t", null, null, CancellationToken.None) is not null; attempt++)
        {
            Assert.True(attempt < 500, "No signal arrives.");
            await desk.Stops.LiftAsync(StopTarget.Thread("t"), LedgerApp.Ana);
            await Task.Delay(5);
        }
    }

    [Theory, AllServers]
    public async Task A_lost_signal_loses_nothing(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        var time = new StillTime();
        await using var app = new LedgerApp(server.Connection, prefix, time: time);
        Assert.Null(await app.StopFeed.FindAsync("t", null, null, CancellationToken.None));
        await WriteAsync(server.Database, prefix);

        // Each time the timer fires is within a second.
        for (var attempt = 1; await app.StopFeed.FindAsync("t", null, null, CancellationToken.None) is null; attempt++)
        {
            Assert.True(attempt < 500, "The timer brings nothing.");
            time.Fire();
            await Task.Delay(5);
        }
    }

    [Theory, AllServers]
    public async Task Nothing_goes_on_in_the_background_of_a_process_that_makes_no_calls(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var time = new StillTime();
        await using var app = new LedgerApp(server.Connection, server.NewPrefix(), time: time);
        Assert.Equal(0, time.Timers);
        await app.StopFeed.FindAsync("t", null, null, CancellationToken.None);
        await UntilAsync(() => time.Timers == 1);
        time.Advance(TimeSpan.FromSeconds(59));
        time.Fire();
        Assert.Equal(1, time.Timers);

        time.Advance(TimeSpan.FromSeconds(2));
        await UntilAsync(() =>
        {
            time.Fire();
            return time.Timers == 0;
        });
        await UntilAsync(() =>
        {
            _ = app.StopFeed.FindAsync("t", null, null, CancellationToken.None).AsTask();
            return time.Timers == 1;
        });
        await app.DisposeAsync();
        Assert.Equal(0, time.Timers);
    }

    [Theory]
    [AllServers(Durability.EveryStep, false)]
    [AllServers(Durability.OnPause, false)]
    [AllServers(Durability.OnPause, true)]
    public async Task A_process_that_is_cut_off_runs_nothing_more_and_tells_the_model_nothing(ServerKind kind, Durability durability, bool nested)
    {
        var server = await servers.GetAsync(kind);
        var time = new StillTime();
        await using var relay = Relay.To(server.ConnectionString);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(relay.ConnectionString);
        await using var app = new LedgerApp(connection, server.NewPrefix(), o => o.Durability = durability, server.Connection, time);
        app.Till.After = (_, _, _) =>
        {
            relay.Cut();
            time.Advance(Stale);
            return Task.CompletedTask;
        };

        await Assert.ThrowsAsync<OversightUnavailableException>(() => app.InvokeAsync("t", nested ? "Both a" : "Look a1, Look b"));
        Assert.Equal([nested ? "Note a1" : "Look a1"], await app.Till.DoneAsync("t"));
        Assert.Equal(1, app.Model.Calls);
        await Assert.ThrowsAsync<OversightUnavailableException>(() => app.Kernel.InvokeAsync("Till", "Look", new() { ["what"] = "x" }));
    }

    [Theory, AllServers]
    public async Task Stops_of_a_newer_version_are_not_guessed_at(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await WriteAsync(server.Database, prefix, schema: 99);
        await using var app = new LedgerApp(server.Connection, prefix);
        await Assert.ThrowsAsync<Hitl.Memory.StoreMismatchException>(() => app.InvokeAsync("t", "Look a"));
        Assert.Equal(0, app.Model.Calls);
    }

    /// <summary>A stop whose signal is lost.</summary>
    private static Task WriteAsync(IDatabase database, string prefix, int schema = 1)
    {
        var record = new StopRecord { Target = StopTarget.Everything.Field, By = LedgerApp.Ana, Reason = "no signal" };
        return database.HashSetAsync(
            StopKeys.Stops(new Hitl.Memory.Keyspace(prefix, 16)),
            [new(StopKeys.Schema, schema), new(StopKeys.Version, "v"), new("everything", "0 " + System.Text.Encoding.UTF8.GetString(record.ToJson()))]);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var attempt = 1; !condition(); attempt++)
        {
            Assert.True(attempt < 1000, "It does not happen.");
            await Task.Delay(5);
        }
    }
}
