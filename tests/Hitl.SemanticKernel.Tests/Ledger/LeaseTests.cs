using System.Globalization;

namespace Hitl.SemanticKernel.Tests.Ledger;

/// <summary>One run at a time.</summary>
public class LeaseTests(RedisServers servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static void Quick(HitlOptions options) => options.LeaseDuration = TimeSpan.FromSeconds(1);

    [Theory, AllServers]
    public async Task Of_two_tasks_that_resume_one_runs_and_the_other_is_told_when_to_try_again(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var one = new LedgerApp(server.Connection, prefix);
        await using var two = new LedgerApp(server.Connection, prefix);
        await one.InvokeAsync("t", "Pay a");
        await one.Desk.ApproveAsync(await one.ReviewAsync("t"), LedgerApp.Ana);

        // Whoever wins stays in the tool until the other has failed.
        var lost = new TaskCompletionSource();
        one.Till.Before = two.Till.Before = (_, _, _) => lost.Task;
        var turns = new[] { one, two }.Select(async app =>
        {
            try
            {
                return (Turn: await app.ResumeAsync("t"), Busy: null);
            }
            catch (ThreadBusyException e)
            {
                lost.TrySetResult();
                return (Turn: (AgentTurn?)null, Busy: (ThreadBusyException?)e);
            }
        }).ToList();
        var ended = await Task.WhenAll(turns).WaitAsync(Patience);

        Assert.Equal(AgentTurnStatus.Completed, Assert.Single(ended, e => e.Turn is not null).Turn!.Status);
        var busy = Assert.Single(ended, e => e.Busy is not null).Busy!;
        Assert.Equal("t", busy.ThreadId);
        Assert.InRange(busy.RetryAfter, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(30));
        Assert.Equal(["Pay a"], await one.Till.DoneAsync("t"));
    }

    [Theory, AllServers]
    public async Task Another_process_gets_the_thread_when_the_lease_of_a_dead_one_has_ended_by_the_servers_clock(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix);
        await app.InvokeAsync("t", "Transfer a");
        await app.Desk.ApproveAsync(await app.ReviewAsync("t"), LedgerApp.Ana);

        await using (var child = ChildProcess.Start(ResumeAndStayAsync, server.ConnectionString, prefix))
        {
            await child.WaitForLineAsync("in the tool");
            await Assert.ThrowsAsync<ThreadBusyException>(() => app.ResumeAsync("t"));
            await Assert.ThrowsAsync<ThreadBusyException>(() => app.InvokeAsync("t", "hello:"));
            await child.KillAsync();
        }

        Assert.Equal(AgentTurnStatus.Completed, (await app.TakeOverAsync("t")).Status);
        Assert.Equal(["Transfer a"], await app.Till.DoneAsync("t"));
        Assert.DoesNotContain("user: hello:", await app.LogAsync("t"));
    }

    [Theory]
    [AllServers("Pay a", 1)]
    [AllServers("Transfer a", 2)]
    public async Task A_run_whose_lease_was_taken_over_is_fenced_off(ServerKind kind, string plan, int runs)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix, Quick);
        await app.InvokeAsync("t", plan);
        await app.Desk.ApproveAsync(await app.ReviewAsync("t"), LedgerApp.Ana);

        var (entered, wake) = (new TaskCompletionSource(), new TaskCompletionSource());
        var deaf = StoreTap.Wrap(server.Connection, async (name, send) =>
            name == "Renew" && !wake.Task.IsCompleted ? StackExchange.Redis.RedisResult.Create([(StackExchange.Redis.RedisValue)"ok"]) : await send());
        await using var sleeper = new LedgerApp(deaf, prefix, Quick, server.Connection);
        sleeper.Till.After = async (_, _, _) =>
        {
            entered.SetResult();
            await wake.Task;
        };
        var slept = sleeper.ResumeAsync("t");
        await entered.Task.WaitAsync(Patience);
        var turn = await app.TakeOverAsync("t");
        var log = await app.LogAsync("t");
        wake.SetResult();

        var lost = await Assert.ThrowsAsync<LeaseLostException>(() => slept.WaitAsync(Patience));
        Assert.Equal("t", lost.ThreadId);
        Assert.Equal(log, await app.LogAsync("t"));
        Assert.Equal(runs, (await app.Till.DoneAsync("t")).Count);
        Assert.Equal(runs == 1 ? AgentTurnStatus.AwaitingReview : AgentTurnStatus.Completed, turn.Status);
        Assert.Single((await app.Till.EffectsAsync("t")).Select(e => e.Key).Distinct());
    }

    [Theory, AllServers]
    public async Task A_tool_that_listens_is_told_that_the_lease_is_lost_and_the_app_learns_why(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix, Quick);
        await app.InvokeAsync("t", "Pay a");
        await app.Desk.ApproveAsync(await app.ReviewAsync("t"), LedgerApp.Ana);

        var (entered, wake) = (new TaskCompletionSource(), new TaskCompletionSource());
        var deaf = StoreTap.Wrap(server.Connection, async (name, send) =>
            name == "Renew" && !wake.Task.IsCompleted ? StackExchange.Redis.RedisResult.Create([(StackExchange.Redis.RedisValue)"ok"]) : await send());
        await using var sleeper = new LedgerApp(deaf, prefix, Quick, server.Connection);
        sleeper.Till.Before = async (_, _, token) =>
        {
            entered.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        };
        var slept = sleeper.ResumeAsync("t");
        await entered.Task.WaitAsync(Patience);
        await app.TakeOverAsync("t");
        wake.SetResult();
        await Assert.ThrowsAsync<LeaseLostException>(() => slept.WaitAsync(Patience));
        Assert.Empty(await app.Till.DoneAsync("t"));
    }

    [Theory, AllServers]
    public async Task A_process_that_slept_before_the_tool_learns_that_the_thread_is_not_its_own_any_more(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix, Quick);
        await app.InvokeAsync("t", "Pay a");
        await app.Desk.ApproveAsync(await app.ReviewAsync("t"), LedgerApp.Ana);

        // The call is marked as running when the turn begins. No timer fires in a process that sleeps.
        var (marked, wake, time) = (new TaskCompletionSource(), new TaskCompletionSource(), new StillTime());
        var slow = StoreTap.Wrap(server.Connection, async (name, send) =>
        {
            var reply = await send();
            if (name == "Begin" && (string?)((StackExchange.Redis.RedisResult[])reply!)[0] == "run")
            {
                marked.TrySetResult();
                await wake.Task;
            }

            return reply;
        });
        await using var sleeper = new LedgerApp(slow, prefix, Quick, server.Connection, time);
        var slept = sleeper.ResumeAsync("t");
        await marked.Task.WaitAsync(Patience);
        await app.TakeOverAsync("t");
        await app.Desk.ApproveAsync(await app.ReviewAsync("t"), LedgerApp.Ana);
        Assert.Equal(AgentTurnStatus.Completed, (await app.ResumeAsync("t")).Status);
        time.Advance(TimeSpan.FromSeconds(1));
        wake.SetResult();

        await Assert.ThrowsAsync<LeaseLostException>(() => slept.WaitAsync(Patience));
        Assert.Equal(["Pay a"], await app.Till.DoneAsync("t"));
    }

    [Theory, AllServers]
    public async Task The_lease_is_renewed_while_a_model_takes_longer_than_it(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        var (renewals, entered, answer) = (0, new TaskCompletionSource(), new TaskCompletionSource());
        var renewed = new TaskCompletionSource();
        var tap = StoreTap.Wrap(server.Connection, async (name, send) =>
        {
            var result = await send();
            if (name == "Renew" && Interlocked.Increment(ref renewals) == 4)
            {
                renewed.SetResult();
            }

            return result;
        });
        await using var slow = new LedgerApp(tap, prefix, o => o.LeaseDuration = TimeSpan.FromSeconds(2), server.Connection);
        await using var other = new LedgerApp(server.Connection, prefix, Quick);
        slow.Model.BeforeAnswer = async (_, _, _) =>
        {
            entered.TrySetResult();
            await answer.Task;
        };
        var turn = slow.InvokeAsync("t", "Note a");
        await entered.Task.WaitAsync(Patience);

        // Four renewals, each a third of the lease after the other, are longer than one lease.
        await renewed.Task.WaitAsync(Patience);
        await Assert.ThrowsAsync<ThreadBusyException>(() => other.ResumeAsync("t"));
        answer.SetResult();
        Assert.Equal(AgentTurnStatus.Completed, (await turn.WaitAsync(Patience)).Status);
        Assert.Equal(["Note a"], await slow.Till.DoneAsync("t"));
        Assert.Equal(AgentTurnStatus.Completed, (await other.ResumeAsync("t")).Status);
    }

    [Theory, AllServers]
    public async Task Of_two_processes_that_resume_at_once_one_runs(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix);
        const int Threads = 10;
        for (var i = 0; i < Threads; i++)
        {
            await app.InvokeAsync(Id(i), "Pay a");
            await app.Desk.ApproveAsync(await app.ReviewAsync(Id(i)), LedgerApp.Ana);
        }

        await using var one = ChildProcess.Start(ResumeAllAsync, server.ConnectionString, prefix);
        await using var two = ChildProcess.Start(ResumeAllAsync, server.ConnectionString, prefix);
        ChildProcess[] both = [one, two];
        await Task.WhenAll(both.Select(c => c.WaitForLineAsync("up")));
        for (var i = 0; i < Threads; i++)
        {
            await Task.WhenAll(both.Select(c => c.WriteLineAsync(Id(i))));
            var said = await Task.WhenAll(both.Select(c => c.ReadLineAsync()));
            Assert.All(said, s => Assert.Contains(s, (string[])["Completed", "busy"]));
            Assert.Contains("Completed", said);
            Assert.Equal(["Pay a"], await app.Till.DoneAsync(Id(i)));
            await app.AssertWholeAsync(Id(i));
        }
    }

    private static string Id(int i) => string.Create(CultureInfo.InvariantCulture, $"t{i}");

    private static async Task ResumeAllAsync(string[] args)
    {
        await using var connection = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(args[0]);
        await using var app = new LedgerApp(connection, args[1]);
        await connection.GetDatabase().PingAsync();
        Console.Out.WriteLine("up");
        while (await Console.In.ReadLineAsync() is { } id)
        {
            try
            {
                Console.Out.WriteLine((await app.ResumeAsync(id)).Status);
            }
            catch (ThreadBusyException)
            {
                Console.Out.WriteLine("busy");
            }
        }
    }

    private static async Task ResumeAndStayAsync(string[] args)
    {
        await using var connection = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(args[0]);
        await using var app = new LedgerApp(connection, args[1], o => o.LeaseDuration = TimeSpan.FromSeconds(4));
        app.Till.Before = async (_, _, _) =>
        {
            Console.Out.WriteLine("in the tool");
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
        };
        await app.ResumeAsync("t");
    }
}
