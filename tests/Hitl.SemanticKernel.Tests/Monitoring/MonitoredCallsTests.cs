using System.Globalization;
using Hitl.SemanticKernel.Tests.Ledger;
using Microsoft.SemanticKernel;
using StackExchange.Redis;

namespace Hitl.SemanticKernel.Tests.Monitoring;

/// <summary>Calls that run at once while people watch, in another process than the agent.</summary>
public class MonitoredCallsTests(RedisServers servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [AllServers(Durability.EveryStep)]
    [AllServers(Durability.OnPause)]
    public async Task They_are_listed_newest_first_with_what_is_known_of_them(ServerKind kind, Durability durability)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix, o => Watched(o).Durability = durability) { User = "u" };
        await using var desk = new LedgerApp(server.Connection, prefix, o => Watched(o));
        app.Till.Before = async (tool, _, cancellationToken) =>
        {
            if (tool == "Note")
            {
                // It is there before it runs.
                var running = (await desk.Monitored.ListAsync(cancellationToken: cancellationToken))[0];
                Assert.Equal(("t", "Till-Note", CallState.Executing), (running.ThreadId, running.Call.Tool, running.Call.State));
            }
        };
        await app.InvokeAsync("t", "Look x, Note a");
        await app.InvokeAsync("other", "Put b | Look y");

        var calls = await desk.Monitored.ListAsync();
        Assert.Equal(["Till-Put", "Till-Note"], calls.Select(c => c.Call.Tool));
        Assert.Equal(["other", "t"], calls.Select(c => c.ThreadId));
        var note = calls[1].Call;
        Assert.Equal((CallState.Succeeded, "u", """{"what":"a"}""", Verdict.Monitor), (note.State, note.UserId, note.Proposed.GetRawText(), note.Verdict));
        Assert.Equal("Note a ok", note.Result!.Value.GetString());
        Assert.NotEmpty(note.Risk.Reasons);
        Assert.Contains("watch", note.PolicyReason, StringComparison.Ordinal);
        Assert.Equal("Till-Put", Assert.Single(await desk.Monitored.ListAsync(1)).Call.Tool);
        await app.AssertWholeAsync("t");
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => desk.Monitored.ListAsync(0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => desk.Monitored.ListAsync(1001));
    }

    [Theory]
    [AllServers(Durability.EveryStep, "t")]
    [AllServers(Durability.EveryStep, null)]
    [AllServers(Durability.OnPause, "t")]
    [AllServers(Durability.OnPause, null)]
    public async Task So_are_functions_that_the_app_invokes_and_those_that_they_invoke(ServerKind kind, Durability durability, string? thread)
    {
        var server = await servers.GetAsync(kind);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix(), o => Watched(o).Durability = durability);
        var kernel = app.Kernel;
        kernel.ImportPluginFromFunctions("Outer",
        [
            KernelFunctionFactory.CreateFromMethod(
                [Oversight(ReadOnly = true)] async (Kernel k) => await k.InvokeAsync<string>("Till", "Note", new() { ["what"] = "inner" }), "Run"),
        ]);
        if (thread is not null)
        {
            kernel.UseThread(thread);
        }

        Assert.Equal("Note a ok", await kernel.InvokeAsync<string>("Till", "Note", new() { ["what"] = "a" }));
        Assert.Equal("Note inner ok", await kernel.InvokeAsync<string>("Outer", "Run"));

        var calls = await app.Monitored.ListAsync();
        Assert.Equal([CallOrigin.Nested, CallOrigin.Direct], calls.Select(c => c.Call.Origin));
        Assert.All(calls, c => Assert.Equal((CallState.Succeeded, "Till-Note"), (c.Call.State, c.Call.Tool)));
        Assert.Equal(["Note inner ok", "Note a ok"], calls.Select(c => c.Call.Result!.Value.GetString()));
        Assert.Equal(thread is not null, calls.All(c => c.ThreadId == thread));
        foreach (var call in calls)
        {
            var history = await app.Thread(call.ThreadId).GetHistoryAsync();
            Assert.All(history.Calls, c => Assert.True(c.State.IsSettled()));
            Assert.Empty(history.Messages);
        }
    }

    [Theory, AllServers]
    public async Task A_result_that_has_no_json_form_reaches_its_caller(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix(), o => Watched(o));
        var kernel = app.Kernel;
        Func<int> result = () => 7;
        kernel.ImportPluginFromFunctions("Other",
        [
            KernelFunctionFactory.CreateFromMethod([Oversight(Risk = 0.1)] () => result, "Note"),
            KernelFunctionFactory.CreateFromMethod([Oversight(ReadOnly = true)] async (Kernel k) => (await k.InvokeAsync<Func<int>>("Other", "Note"))!(), "Run"),
        ]);

        Assert.Same(result, await kernel.InvokeAsync<Func<int>>("Other", "Note"));
        Assert.Equal(7, await kernel.InvokeAsync<int>("Other", "Run"));
        var calls = await app.Monitored.ListAsync();
        Assert.Equal(2, calls.Count);
        Assert.All(calls, c => Assert.Equal((CallState.Succeeded, ToolMessages.NotKept), (c.Call.State, c.Call.Result!.Value.GetString())));
    }

    [Theory, AllServers]
    public async Task Whoever_watches_sees_a_call_while_it_runs_and_stops_its_thread(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var connection = await server.ConnectAsync();
        await using var app = new LedgerApp(server.Connection, prefix, o => Watched(o));
        await using var desk = new LedgerApp(connection, prefix, o => Watched(o));
        await app.InvokeAsync("before", "Note old");
        var old = Assert.Single(await desk.Monitored.ListAsync()).Call;

        await using var watch = desk.Monitored.WatchAsync(old.RecordedAt).GetAsyncEnumerator();
        Assert.Equal("before", (await NextAsync(watch)).ThreadId);
        var stopped = new TaskCompletionSource();
        app.Till.Before = (_, _, _) => stopped.Task;
        var turn = app.InvokeAsync("t", "Note a, Look b");
        var seen = await NextAsync(watch);
        Assert.Equal(("t", "Till-Note", CallState.Executing), (seen.ThreadId, seen.Call.Tool, seen.Call.State));
        await desk.Stops.StopAsync(StopTarget.Thread(seen.ThreadId), LedgerApp.Ana, "wrong one");
        for (var attempt = 1; await app.StopFeed.FindAsync("t", null, null, CancellationToken.None) is null; attempt++)
        {
            Assert.True(attempt < 1000, "The stop does not reach the other process.");
            await Task.Delay(5);
        }

        stopped.SetResult();
        await Assert.ThrowsAsync<OversightStoppedException>(() => turn);
        Assert.Equal(["Note a"], await app.Till.DoneAsync("t"));
        Assert.Equal((CallState.Succeeded, "Note a ok"), ((await desk.Monitored.ListAsync(1))[0].Call.State, (await desk.Monitored.ListAsync(1))[0].Call.Result!.Value.GetString()));
    }

    [Theory, AllServers]
    public async Task A_watch_begins_now_and_ends_with_its_token(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix(), o => Watched(o));
        await app.InvokeAsync("before", "Note old");
        using var end = new CancellationTokenSource();
        var seen = new TaskCompletionSource<MonitoredCall>();
        var watching = WatchAsync();

        // The watch may begin a little later than the first of these.
        for (var i = 0; !seen.Task.IsCompleted; i++)
        {
            Assert.True(i < 1000, "Nothing is seen.");
            await app.InvokeAsync("t", string.Create(CultureInfo.InvariantCulture, $"Note {i}"));
            await Task.WhenAny(seen.Task, Task.Delay(10));
        }

        Assert.Equal("t", (await seen.Task).ThreadId);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching.WaitAsync(Patience));

        async Task WatchAsync()
        {
            await foreach (var call in app.Monitored.WatchAsync(cancellationToken: end.Token))
            {
                seen.TrySetResult(call);
            }
        }
    }

    [Theory, AllServers]
    public async Task After_an_outage_a_watch_goes_on_where_it_was(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var relay = Relay.To(server.ConnectionString);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(relay.ConnectionString);
        await using var app = new LedgerApp(server.Connection, prefix, o => Watched(o));
        await using var desk = new LedgerApp(connection, prefix, o => Watched(o));
        await app.InvokeAsync("a", "Note a");
        var last = Assert.Single(await desk.Monitored.ListAsync()).Call.RecordedAt;

        await using (var watch = desk.Monitored.WatchAsync(last).GetAsyncEnumerator())
        {
            Assert.Equal("a", (await NextAsync(watch)).ThreadId);
            relay.Cut();
            await Assert.ThrowsAsync<OversightUnavailableException>(() => watch.MoveNextAsync().AsTask().WaitAsync(Patience));
        }

        await app.InvokeAsync("b", "Note b");
        relay.Mend();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var again = desk.Monitored.WatchAsync(last).GetAsyncEnumerator();
                Assert.Equal(["a", "b"], [(await NextAsync(again)).ThreadId, (await NextAsync(again)).ThreadId]);
                return;
            }
            catch (OversightUnavailableException) when (attempt < 100)
            {
                await Task.Delay(100);
            }
        }
    }

    [Theory, AllServers]
    public async Task The_newest_1000_of_a_partition_are_kept(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix(), o => Watched(o));
        await app.Stops.StopAsync(StopTarget.Tool("Till-Note"), LedgerApp.Ana, "only to be recorded");
        await Assert.ThrowsAsync<OversightStoppedException>(() => app.InvokeAsync("t", string.Join(", ", Enumerable.Range(0, 1005).Select(i => string.Create(CultureInfo.InvariantCulture, $"Note {i}")))));

        var calls = await app.Monitored.ListAsync(1000);
        Assert.Equal(1000, calls.Count);
        Assert.Equal(("""{"what":"1004"}""", """{"what":"5"}"""), (calls[0].Call.Proposed.GetRawText(), calls[^1].Call.Proposed.GetRawText()));
    }

    private static async Task<MonitoredCall> NextAsync(IAsyncEnumerator<MonitoredCall> watch)
    {
        Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(Patience));
        return watch.Current;
    }

    private static HitlOptions Watched(HitlOptions options)
    {
        options.Policy.Rules.Add(new PolicyRule { Function = "Note", Verdict = Verdict.Monitor });
        options.Policy.Rules.Add(new PolicyRule { Function = "Put", Verdict = Verdict.Monitor });
        return options;
    }
}
