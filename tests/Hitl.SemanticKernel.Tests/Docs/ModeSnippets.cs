using Hitl.SemanticKernel.Tests.Ledger;

namespace Hitl.SemanticKernel.Tests.Docs;

/// <summary>The code on the page about the modes.</summary>
public class ModeSnippets(RedisServers servers)
{
    [Fact]
    public async Task Whoever_watches_can_stop()
    {
        var server = await servers.GetAsync(ServerKind.Embedded);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix(), o => o.Policy.Rules.Add(new() { Function = "Note", Verdict = Verdict.Monitor })) { User = "user 7" };
        var (monitored, stops) = (app.Monitored, app.Stops);
        using var closed = new CancellationTokenSource();
        var closing = closed.Token;
        using var shown = new Shown();
        var watching = WatchAsync();
        for (var i = 0; (await stops.ListAsync(closing)).Count == 0; i++)
        {
            Assert.True(i < 1000, "Nothing is seen.");
            await app.InvokeAsync("t", "Note a", closing).ContinueWith(_ => { }, closing, TaskContinuationOptions.None, TaskScheduler.Default);
            await Task.Delay(5, closing);
        }

        await closed.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);

        Assert.Contains("Till-Note {\"what\":\"a\"} for user 7 in t, risk 0.1", shown.ToString(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<OversightStoppedException>(() => app.InvokeAsync("t", "Note b"));

        static bool IsWrong(CallRecord call) => call.Tool == "Till-Note";

        async Task WatchAsync()
        {
            #region watch
            await foreach (var seen in monitored.WatchAsync(cancellationToken: closing))    // MonitoredCalls, from the services
            {
                Console.WriteLine($"{seen.Call.Tool} {seen.Call.Proposed} for {seen.Call.UserId} in {seen.ThreadId}, risk {seen.Call.Risk.Score}");
                if (IsWrong(seen.Call))    // the button
                {
                    await stops.StopAsync(StopTarget.Thread(seen.ThreadId), new Reviewer("ana", "Ana"), "Wrong customer.");
                }
            }
            #endregion
        }
    }

    [Fact]
    public async Task A_stop_is_made_and_lifted()
    {
        var server = await servers.GetAsync(ServerKind.Embedded);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix());
        var (stops, threads, kernel) = (app.Stops, app.Threads, app.Kernel);
        await app.InvokeAsync("ticket 4711", "Pay a");
        await app.Desk.ApproveAsync(await app.ReviewAsync("ticket 4711"), LedgerApp.Ana);

        #region stop
        var ana = new Reviewer("ana", "Ana");
        await stops.StopAsync(StopTarget.Thread("ticket 4711"), ana, "Wrong customer.");    // OversightStop, from the services
        await stops.StopAsync(StopTarget.User("user 7"), ana, "The account was taken over.");
        await stops.StopAsync(StopTarget.Tool("Orders-*"), ana, "The shop is down.");
        await stops.StopAsync(StopTarget.Everything, ana, "Audit.");
        #endregion

        Assert.Equal(4, (await stops.ListAsync()).Count);
        await stops.LiftAsync(StopTarget.Everything, ana);
        await Assert.ThrowsAsync<OversightStoppedException>(() => app.ResumeAsync("ticket 4711"));
        Assert.Empty(await app.Till.DoneAsync("ticket 4711"));

        #region lift
        await stops.LiftAsync(StopTarget.Thread("ticket 4711"), ana, "It was the right one after all.");
        var turn = await threads.Get("ticket 4711").ResumeAsync(kernel);    // goes on, and runs each call once
        #endregion

        Assert.Equal(AgentTurnStatus.Completed, turn.Status);
        Assert.Equal(["Pay a"], await app.Till.DoneAsync("ticket 4711"));
    }
}
