using System.Collections.Concurrent;
using System.Globalization;
using StackExchange.Redis;

namespace Hitl.SemanticKernel.Tests.Ledger;

/// <summary>A real process that brings one thread to each of the kill points, stands still at all of them, and is killed with SIGKILL.</summary>
public sealed class KilledProcess : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ServerKind, Lazy<Task<string>>> _prefixes = new();

    /// <summary>The key prefix of the threads that the killed process left; their ids are the names of the points.</summary>
    public Task<string> PrefixAsync(TestServer server) =>
        _prefixes.GetOrAdd(server.Kind, _ => new Lazy<Task<string>>(() => RunAsync(server))).Value;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<string> RunAsync(TestServer server)
    {
        var prefix = server.NewPrefix();
        await using var child = ChildProcess.Start(StandAsync, server.ConnectionString, prefix);
        await child.WaitForLineAsync(string.Create(CultureInfo.InvariantCulture, $"all {KillPoint.All.Length} stand still"));
        await child.KillAsync();
        return prefix;
    }

    private static async Task StandAsync(string[] args)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(args[0]);
        var standing = KillPoint.All.Select(_ => new TaskCompletionSource()).ToArray();
        var running = KillPoint.All.Select((point, i) => Task.Run(() => StandStillAsync(connection, args[1], point, standing[i]))).ToArray();
        foreach (var (task, point) in standing.Zip(KillPoint.All))
        {
            var ended = running[Array.IndexOf(KillPoint.All, point)];
            if (await Task.WhenAny(task.Task, ended) == ended)
            {
                await ended;
                throw new InvalidOperationException($"'{point.Name}' was never reached.");
            }
        }

        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"all {KillPoint.All.Length} stand still"));
        await Task.Delay(Timeout.Infinite);
    }

    private static async Task StandStillAsync(IConnectionMultiplexer connection, string prefix, KillPoint point, TaskCompletionSource standing)
    {
        var thread = point.Name;
        if (point.Phase != "invoke")
        {
            await using var before = new LedgerApp(connection, prefix, Quick);
            await before.InvokeAsync(thread, point.Plan);
            if (point.Phase == "resume")
            {
                foreach (var review in await before.PendingAsync(thread))
                {
                    await before.Desk.ApproveAsync(review, LedgerApp.Ana);
                }
            }
        }

        var counts = new ConcurrentDictionary<string, int>();
        Task StopIf(string at)
        {
            if (at != point.At)
            {
                return Task.CompletedTask;
            }

            standing.TrySetResult();
            return Task.Delay(Timeout.Infinite, CancellationToken.None);
        }

        var tap = StoreTap.Wrap(connection, async (name, send) =>
        {
            var n = counts.AddOrUpdate(name, 1, (_, n) => n + 1);
            await StopIf(string.Create(CultureInfo.InvariantCulture, $"script {name} {n} before"));
            var result = await send();
            if (StoreTap.IsBehind(result))
            {
                counts.AddOrUpdate(name, 0, (_, n) => n - 1);
                return result;
            }

            await StopIf(string.Create(CultureInfo.InvariantCulture, $"script {name} {n} after"));
            return result;
        });
        await using var app = new LedgerApp(tap, prefix, Quick, connection);
        app.Till.Before = (_, _, _) => StopIf("tool before");
        app.Till.After = (_, _, _) => StopIf("tool after");
        app.Model.BeforeAnswer = (_, batch, _) => StopIf(string.Create(CultureInfo.InvariantCulture, $"model {batch}"));
        switch (point.Phase)
        {
            case "decide":
                await app.Desk.ApproveAsync(await app.ReviewAsync(thread), LedgerApp.Ana);
                break;
            case "resume":
                await app.ResumeAsync(thread);
                break;
            default:
                await app.InvokeAsync(thread, point.Plan);
                break;
        }
    }

    private static void Quick(HitlOptions options)
    {
        options.LeaseDuration = TimeSpan.FromSeconds(1);
        LedgerApp.Hold(options);
    }
}
