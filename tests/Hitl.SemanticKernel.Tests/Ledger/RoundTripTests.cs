using System.Globalization;
using Microsoft.SemanticKernel;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;

namespace Hitl.SemanticKernel.Tests.Ledger;

/// <summary>What the network is asked for, counted on a warm connection.</summary>
public class RoundTripTests(RedisServers servers)
{
    [Theory, AllServers]
    public async Task A_pause_is_1_round_trip_a_decision_1_a_resume_2_until_the_model_and_1_to_finish(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var connection = await server.ConnectAsync();
        var session = new AsyncLocal<ProfilingSession?>();
        connection.RegisterProfiler(() => session.Value);
        await using var app = new LedgerApp(connection, server.NewPrefix(), effects: server.Connection, time: new StillTime());

        // Loads the scripts, and opens the connection.
        await app.InvokeAsync("warm", "Pay a");
        await app.Desk.ApproveAsync(await app.ReviewAsync("warm"), LedgerApp.Ana);
        await app.ResumeAsync("warm");

        var profile = session.Value = new ProfilingSession();
        var turn = await app.InvokeAsync("t", "Pay a");
        AssertCommands(2, profile); // 1 begins the turn, 1 is the pause

        session.Value = profile = new ProfilingSession();
        await app.Desk.ApproveAsync(Assert.Single(turn.Reviews), LedgerApp.Ana);
        AssertCommands(1, profile);

        List<string> untilModel = [];
        session.Value = profile = new ProfilingSession();
        app.Model.BeforeAnswer = (_, _, _) =>
        {
            untilModel = Awaited(profile);
            return Task.CompletedTask;
        };
        Assert.Equal(AgentTurnStatus.Completed, (await app.ResumeAsync("t")).Status);
        Assert.True(untilModel.Count == 2, string.Join('\n', untilModel));
        AssertCommands(1, profile); // finishes it
    }

    [Theory, AllServers]
    public async Task A_turn_without_calls_is_2_round_trips_and_each_call_that_proceeds_adds_1_or_2(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var connection = await server.ConnectAsync();
        var session = new AsyncLocal<ProfilingSession?>();
        connection.RegisterProfiler(() => session.Value);
        await using var app = new LedgerApp(connection, server.NewPrefix(), effects: server.Connection, time: new StillTime());
        await app.InvokeAsync("warm", "Look a, Note b, Note c");

        async Task<int> CountAsync(string message)
        {
            var profile = session.Value = new ProfilingSession();
            await app.InvokeAsync(message, message);
            return Awaited(profile).Count;
        }

        Assert.Equal(2, await CountAsync("hello:"));
        Assert.Equal(4, await CountAsync("Look a"));
        Assert.Equal(4, await CountAsync("Note a"));
        Assert.Equal(5, await CountAsync("Look a, Look b"));
        Assert.Equal(6, await CountAsync("Note a, Note b"));
    }

    [Theory, AllServers]
    public async Task A_watched_call_adds_nothing_where_calls_are_recorded_and_a_bounded_one_1_for_each_bound(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var connection = await server.ConnectAsync();
        var session = new AsyncLocal<ProfilingSession?>();
        connection.RegisterProfiler(() => session.Value);
        void Policy(HitlOptions options)
        {
            options.Policy.Rules.Add(new PolicyRule { Function = "Note", Verdict = Verdict.Monitor });
            options.Policy.Rules.Add(new PolicyRule { Function = "Put", Verdict = Verdict.Proceed, Bounds = { new PolicyBound { Calls = 1000 }, new PolicyBound { Per = BoundScope.Everyone, Calls = 1000 } } });
        }

        await using var app = new LedgerApp(connection, server.NewPrefix(), Policy, server.Connection, new StillTime());
        await app.InvokeAsync("warm", "Note a, Put b, Look c");

        async Task<int> CountAsync(Func<Task> run)
        {
            var profile = session.Value = new ProfilingSession();
            await run();
            return Awaited(profile).Count;
        }

        Assert.Equal(4, await CountAsync(() => app.InvokeAsync("a", "Note a")));
        Assert.Equal(6, await CountAsync(() => app.InvokeAsync("b", "Put a")));
        Assert.Equal(3, await CountAsync(() => app.Kernel.InvokeAsync("Till", "Note", new() { ["what"] = "a" })));
        Assert.Equal(2, await CountAsync(() => app.Kernel.InvokeAsync("Till", "Put", new() { ["what"] = "a" })));
        Assert.Equal(0, await CountAsync(() => app.Kernel.InvokeAsync("Till", "Look", new() { ["what"] = "a" })));
    }

    [Theory]
    [AllServers(true)]
    [AllServers(false)]
    public async Task The_bytes_of_a_pause_do_not_grow_with_the_history(ServerKind kind, bool warm)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var relay = Relay.To(server.ConnectionString);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(relay.ConnectionString + ",keepAlive=600,configCheckSeconds=600");

        // The record of tools is read in the background, whenever it comes to it.
        LedgerApp NewApp() => new(connection, prefix, o => o.Trust.TrackRecordWeight = 0, server.Connection, new StillTime());
        var app = NewApp();
        await app.InvokeAsync("warm", "Pay a");

        async Task<long> PauseAsync(string id, int length)
        {
            await app.Thread(id).AppendAsync(Enumerable.Range(0, length - 1).Select(i =>
                new ChatMessageContent(i % 2 == 0 ? Microsoft.SemanticKernel.ChatCompletion.AuthorRole.User : Microsoft.SemanticKernel.ChatCompletion.AuthorRole.Assistant, string.Create(CultureInfo.InvariantCulture, $"message {i}"))));
            if (!warm)
            {
                await app.DisposeAsync();
                app = NewApp();
                await app.InvokeAsync("warm", "hello:");
            }

            var relayed = relay.Sent;
            Assert.Equal(AgentTurnStatus.AwaitingReview, (await app.InvokeAsync(id, "Pay a")).Status);
            relayed = relay.Sent - relayed;
            Assert.Equal(length + 1, (await app.LogAsync(id)).Count);
            return relayed;
        }

        var small = await PauseAsync("a-0010", 10);
        var large = await PauseAsync("a-1000", 1000);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind} warm={warm}: {small} bytes at 10 messages, {large} at 1,000"));
        Assert.InRange(large, 1, small * 1.1);
        await app.DisposeAsync();
    }

    private static void AssertCommands(int count, ProfilingSession profile)
    {
        var commands = Awaited(profile);
        Assert.True(commands.Count == count, string.Join('\n', commands));
    }

    /// <summary>The commands that somebody waited for. Signals are sent and not waited for, and their answers may have come by now or not.</summary>
    private static List<string> Awaited(ProfilingSession profile) =>
        [.. profile.FinishProfiling().Where(c => c.Command != "PUBLISH").Select(c => c.ToString()!)];
}
