using System.Globalization;
using Hitl.SemanticKernel.Tests.Ledger;
using StackExchange.Redis;

namespace Hitl.SemanticKernel.Tests.Workers;

/// <summary>Workers in real processes, killed now and then.</summary>
public class WorkerKillTests(RedisServers servers)
{
    private const int Threads = 30;

    [Theory, AllServers]
    public async Task Every_thread_finishes_and_no_effect_comes_twice(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix, o => o.LeaseDuration = TimeSpan.FromSeconds(5));
        string[] ids = [.. Enumerable.Range(0, Threads).Select(i => string.Create(CultureInfo.InvariantCulture, $"thread {i}"))];
        foreach (var id in ids)
        {
            await app.InvokeAsync(id, "Pay a | Pay b | Pay c");
        }

        List<ChildProcess> workers = [.. Enumerable.Range(0, 3).Select(_ => ChildProcess.Start(WorkAsync, server.ConnectionString, prefix))];
        try
        {
            foreach (var worker in workers)
            {
                await worker.WaitForLineAsync("works");
            }

            var (random, kills) = (new Random(4), 0);
            for (var left = ids.Length; left > 0;)
            {
                await DecideAllAsync(app);
                if (kills < 6 && random.Next(2) == 0)
                {
                    var victim = random.Next(workers.Count);
                    await workers[victim].KillAsync();
                    await workers[victim].DisposeAsync();
                    workers[victim] = ChildProcess.Start(WorkAsync, server.ConnectionString, prefix);
                    kills++;
                }

                await Task.Delay(100);
                left = (await Task.WhenAll(ids.Select(app.LogAsync))).Count(log => !log[^1].StartsWith("assistant: done", StringComparison.Ordinal));
            }

            Assert.True(kills > 0);
        }
        finally
        {
            foreach (var worker in workers)
            {
                await worker.DisposeAsync();
            }
        }

        foreach (var id in ids)
        {
            Assert.Equal(["Pay a", "Pay b", "Pay c"], await app.Till.DoneAsync(id));
            await app.AssertWholeAsync(id);
        }
    }

    /// <summary>Approves what waits, and looks up whether what is not known took effect.</summary>
    private static async Task DecideAllAsync(LedgerApp app)
    {
        foreach (var review in await app.Desk.ListAsync(1000))
        {
            var effect = "Pay " + review.Arguments.GetProperty("what").GetString();
            var done = review.Kind == ReviewKind.Outcome && (await app.Till.DoneAsync(review.ThreadId)).Contains(effect);
            await (done ? app.Desk.RespondAsync(review, LedgerApp.Ana, effect + " ok") : app.Desk.ApproveAsync(review, LedgerApp.Ana));
        }
    }

    private static async Task WorkAsync(string[] args)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(args[0]);
        await using var worker = await WorkerApp.StartAsync(
            connection, args[1], o => o.CheckInterval = TimeSpan.FromMilliseconds(200), o => o.LeaseDuration = TimeSpan.FromSeconds(5));
        worker.App.Till.Before = (_, _, cancellationToken) => Task.Delay(5, cancellationToken);
        worker.App.Till.After = (_, _, cancellationToken) => Task.Delay(5, cancellationToken);
        Console.Out.WriteLine("works");
        await Task.Delay(Timeout.Infinite);
    }
}
