using Hitl.Memory;
using Hitl.SemanticKernel.Tests.Ledger;
using Hitl.SemanticKernel.Tests.Reviews;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Workers;

/// <summary>Threads go on by themselves when the last thing that they wait for is decided.</summary>
public class WorkerTests(RedisServers servers)
{
    [Theory, AllServers]
    public async Task What_is_approved_in_one_process_is_answered_in_another(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var worker = await WorkerApp.StartAsync(server.Connection, prefix, o => o.CheckInterval = TimeSpan.FromHours(1));
        await using var app = new LedgerApp(server.Connection, prefix);
        await app.InvokeAsync("t", "Pay a, Pay b, Note c");
        var reviews = await app.PendingAsync("t");

        await app.Desk.ApproveAsync(reviews[0], LedgerApp.Ana);
        Assert.Equal(["Note c"], await app.Till.DoneAsync("t"));
        Assert.Equal(0, await ReadyAsync(server, prefix, "t"));
        await app.Desk.RejectAsync(reviews[1], LedgerApp.Ana, "no");

        var turn = await NextAsync(worker);
        Assert.Equal((AgentTurnStatus.Completed, "t"), (turn.Status, turn.ThreadId));
        Assert.Equal(["Note c", "Pay a"], await app.Till.DoneAsync("t"));
        Assert.StartsWith("assistant: done: Pay a ok", (await app.LogAsync("t"))[^1], StringComparison.Ordinal);
        Assert.Equal(0, await ReadyAsync(server, prefix, "t"));
    }

    [Theory, AllServers]
    public async Task A_deadline_that_passes_lets_the_thread_go_on(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var worker = await WorkerApp.StartAsync(server.Connection, prefix, o => o.CheckInterval = TimeSpan.FromHours(1));
        await using var app = new LedgerApp(server.Connection, prefix, o => (o.Policy.Deadline, o.Policy.OnDeadline) = (TimeSpan.FromHours(1), DeadlineAction.Approve));
        await app.InvokeAsync("t", "Pay a");
        await SweepTests.PassAsync(server, prefix, [await app.ReviewAsync("t")]);
        await app.Sweep.RunAsync(default);

        Assert.Equal("done: Pay a ok", (await NextAsync(worker)).Message!.Content);
        Assert.Equal(["Pay a"], await app.Till.DoneAsync("t"));
    }

    [Theory, AllServers]
    public async Task A_thread_that_pauses_again_is_resumed_again(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var worker = await WorkerApp.StartAsync(server.Connection, prefix);
        await using var app = new LedgerApp(server.Connection, prefix);
        await app.InvokeAsync("t", "Pay a | Pay b | Pay c");
        for (var i = 0; i < 3; i++)
        {
            await app.Desk.ApproveAsync(await app.ReviewAsync("t"), LedgerApp.Ana);
            var turn = await NextAsync(worker);
            Assert.Equal(i < 2 ? AgentTurnStatus.AwaitingReview : AgentTurnStatus.Completed, turn.Status);
        }

        Assert.Equal(["Pay a", "Pay b", "Pay c"], await app.Till.DoneAsync("t"));
        await app.AssertWholeAsync("t");
    }

    [Theory, AllServers]
    public async Task What_was_decided_while_no_worker_ran_is_found(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix);
        string[] ids = ["t", "a/b: c%{x}", "é🎈"];
        foreach (var id in ids)
        {
            await app.InvokeAsync(id, "Pay a");
            await app.Desk.ApproveAsync(await app.ReviewAsync(id), LedgerApp.Ana);
        }

        await using var worker = await WorkerApp.StartAsync(server.Connection, prefix);
        var turns = new List<string> { (await NextAsync(worker)).ThreadId, (await NextAsync(worker)).ThreadId, (await NextAsync(worker)).ThreadId };
        Assert.Equal(ids.Order(StringComparer.Ordinal), turns.Order(StringComparer.Ordinal));
        Assert.All(await Task.WhenAll(ids.Select(app.Till.DoneAsync)), done => Assert.Equal(["Pay a"], done));
    }

    [Theory, AllServers]
    public async Task An_app_that_resumes_by_itself_leaves_nothing_to_do(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix, LedgerApp.Hold);
        foreach (var (id, plan) in new[] { ("t", "Pay a | Pay b"), ("held", "Fetch a, Note b"), ("answer", "Tell a"), ("nested", "Both a") })
        {
            var turn = await app.InvokeAsync(id, plan);
            while (turn.Status == AgentTurnStatus.AwaitingReview)
            {
                Assert.NotEmpty(turn.Reviews);
                Assert.Equal(0, await ReadyAsync(server, prefix, id));
                foreach (var review in turn.Reviews)
                {
                    await app.Desk.ApproveAsync(await app.Desk.GetAsync(review.Id), LedgerApp.Ana);
                }

                Assert.Equal(1, await ReadyAsync(server, prefix, id));
                turn = await app.ResumeAsync(id);
            }

            Assert.Equal(0, await ReadyAsync(server, prefix, id));
        }
    }

    [Theory, AllServers]
    public async Task A_turn_that_fails_is_tried_again(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        var attempts = 0;
        await using var worker = await WorkerApp.StartAsync(server.Connection, prefix, kernel: (services, id, _) =>
            Interlocked.Increment(ref attempts) < 3 ? throw new InvalidOperationException($"no kernel for {id} yet") : new(services.GetRequiredService<Kernel>()));
        await using var app = new LedgerApp(server.Connection, prefix);
        await app.InvokeAsync("t", "Pay a");
        await app.Desk.ApproveAsync(await app.ReviewAsync("t"), LedgerApp.Ana);

        Assert.Equal(AgentTurnStatus.Completed, (await NextAsync(worker)).Status);
        Assert.Equal(3, attempts);
        Assert.Equal(["Pay a"], await app.Till.DoneAsync("t"));
    }

    [Theory, AllServers]
    public async Task No_more_turns_run_at_once_than_allowed_and_all_run(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix);
        for (var i = 0; i < 12; i++)
        {
            var id = $"thread-{i}";
            await app.InvokeAsync(id, "Pay a");
            await app.Desk.ApproveAsync(await app.ReviewAsync(id), LedgerApp.Ana);
        }

        var (running, most) = (0, 0);
        await using var worker = await WorkerApp.StartAsync(server.Connection, prefix, o => (o.MaxConcurrentThreads, o.CheckInterval) = (3, TimeSpan.FromHours(1)), kernel: async (services, _, cancellationToken) =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            await Task.Delay(5, cancellationToken);
            Interlocked.Decrement(ref running);
            return services.GetRequiredService<Kernel>();
        });
        for (var i = 0; i < 12; i++)
        {
            await NextAsync(worker);
        }

        Assert.InRange(most, 1, 3);
    }

    [Theory, AllServers]
    public async Task Stopping_waits_for_the_turn_that_runs_and_takes_no_other(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var worker = await WorkerApp.StartAsync(server.Connection, prefix, o => o.MaxConcurrentThreads = 1);
        await using var app = new LedgerApp(server.Connection, prefix);
        var (begun, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        worker.App.Till.Before = async (_, _, _) =>
        {
            begun.TrySetResult();
            await goOn.Task;
        };
        foreach (var id in new[] { "t", "u" })
        {
            await app.InvokeAsync(id, "Pay a");
            await app.Desk.ApproveAsync(await app.ReviewAsync(id), LedgerApp.Ana);
        }

        await begun.Task;
        var stopping = worker.StopAsync();
        Assert.False(stopping.IsCompleted);
        goOn.SetResult();
        await stopping;

        var turn = await NextAsync(worker);
        Assert.Equal(AgentTurnStatus.Completed, turn.Status);
        Assert.False(worker.Turns.TryRead(out _));
        await using var other = await WorkerApp.StartAsync(server.Connection, prefix);
        Assert.Equal(turn.ThreadId == "t" ? "u" : "t", (await NextAsync(other)).ThreadId);
    }

    [Theory, AllServers]
    public async Task A_turn_that_is_not_done_when_the_host_stops_is_gone_on_with_elsewhere(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix);
        await using var worker = await WorkerApp.StartAsync(server.Connection, prefix);
        var begun = new TaskCompletionSource();
        worker.App.Model.BeforeAnswer = async (_, _, cancellationToken) =>
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        };
        await app.InvokeAsync("t", "Pay a");
        await app.Desk.ApproveAsync(await app.ReviewAsync("t"), LedgerApp.Ana);
        await begun.Task;
        await worker.StopAsync(new CancellationToken(canceled: true));

        await using var other = await WorkerApp.StartAsync(server.Connection, prefix);
        Assert.Equal("done: Pay a ok", (await NextAsync(other)).Message!.Content);
        Assert.Equal(["Pay a"], await app.Till.DoneAsync("t"));
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        foreach (var set in new Action<ThreadWorkerOptions>[]
        {
            o => o.MaxConcurrentThreads = 0, o => o.RetryDelay = TimeSpan.Zero, o => o.MaxRetryDelay = TimeSpan.FromMilliseconds(1), o => o.CheckInterval = TimeSpan.FromDays(1),
        })
        {
            using var services = new ServiceCollection().AddHitl().AddRedis("localhost:6379").AddThreadWorker(configure: set).Services.BuildServiceProvider();
            Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<ThreadWorkerOptions>>().Value);
        }
    }

    internal static async Task<AgentTurn> NextAsync(WorkerApp worker)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await worker.Turns.ReadAsync(patience.Token);
    }

    private static async Task<int> ReadyAsync(TestServer server, string prefix, string thread)
    {
        var keys = new Keyspace(prefix, 16).Thread(thread);
        return await server.Database.SortedSetScoreAsync(keys.Shared("ready"), keys.Head.ToString()) is null ? 0 : 1;
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen && Interlocked.CompareExchange(ref target, value, seen) != seen;)
        {
            seen = Volatile.Read(ref target);
        }
    }
}
