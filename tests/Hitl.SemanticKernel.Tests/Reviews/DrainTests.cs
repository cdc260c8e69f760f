using System.Globalization;
using Hitl.Memory;
using Hitl.SemanticKernel.Tests.Ledger;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Hitl.SemanticKernel.Tests.Reviews;

/// <summary>Many people at one queue.</summary>
public class DrainTests(RedisServers servers)
{
    private const int Processes = 4;

    /// <summary>Half of the reviewers forget what they claimed now and then; the others work in processes that are killed wherever they are.</summary>
    [Theory, AllServers]
    public async Task Eight_reviewers_who_crash_now_and_then_decide_2000_reviews_each_once(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = App(server.Connection, prefix);
        await QueueTests.PauseManyAsync(app, threads: 40, calls: 50);
        Assert.Equal(2000, await app.Desk.CountAsync());

        List<ChildProcess> desks = [.. Enumerable.Range(0, Processes).Select(Start)];
        var kills = 0;
        try
        {
            await Task.WhenAll(desks.Select(d => d.WaitForLineAsync("decides")));
            var people = Task.WhenAll(Enumerable.Range(Processes, 8 - Processes).Select(n => Task.Run(() => DrainAsync(app, n, forgets: true))));
            for (var random = new Random(5); !people.IsCompleted;)
            {
                await Task.WhenAny(people, Task.Delay(random.Next(300)));
                if (kills < 8)
                {
                    var victim = random.Next(desks.Count);
                    await desks[victim].KillAsync();
                    await desks[victim].DisposeAsync();
                    desks[victim] = Start(victim);
                    kills++;
                }
            }

            await people;
        }
        finally
        {
            foreach (var desk in desks)
            {
                await desk.DisposeAsync();
            }
        }

        Assert.True(kills > 0);
        Assert.Empty(await app.Desk.ListAsync());
        List<string?> decided = [];
        await foreach (var e in app.Services.GetRequiredService<AuditLog>().ReadAsync())
        {
            if (e.Kind == EventKinds.ReviewDecided && e.Refused is null)
            {
                decided.Add(Assert.Single(e.Calls).ReviewId);
            }
        }

        Assert.Equal(2000, decided.Count);
        Assert.Equal(2000, decided.Distinct().Count());
        var keys = new Keyspace(prefix, 16);
        foreach (var partition in Enumerable.Range(0, 16))
        {
            foreach (var set in new[] { "queue", "unclaimed:anybody", "claims", "deadlines", "queue:anybody", "queue:tool:Till-Transfer", "queue:flag:Financial" })
            {
                Assert.False(await server.Database.KeyExistsAsync(keys.Key(partition, set)), set);
            }
        }

        ChildProcess Start(int n) => ChildProcess.Start(DecideAsync, server.ConnectionString, prefix, n.ToString(CultureInfo.InvariantCulture));
    }

    private static LedgerApp App(IConnectionMultiplexer connection, string prefix) => new(connection, prefix, o => o.ClaimDuration = TimeSpan.FromSeconds(2));

    private static async Task DecideAsync(string[] args)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(args[0]);
        await using var app = App(connection, args[1]);
        Console.Out.WriteLine("decides");
        await DrainAsync(app, int.Parse(args[2], CultureInfo.InvariantCulture), forgets: false);
        await Task.Delay(Timeout.Infinite);
    }

    private static async Task DrainAsync(LedgerApp app, int n, bool forgets)
    {
        var (reviewer, random) = (new Reviewer(string.Create(CultureInfo.InvariantCulture, $"p{n}")), new Random(n));
        for (var left = 1L; left > 0;)
        {
            try
            {
                left = await app.Desk.CountAsync();
                if (await app.Desk.ClaimNextAsync(reviewer) is not { } review)
                {
                    await Task.Delay(50);
                }
                else if (!forgets || random.Next(20) > 0)
                {
                    await (random.Next(2) == 0 ? app.Desk.ApproveAsync(review, reviewer) : app.Desk.RejectAsync(review, reviewer, "no"));
                }
            }
            catch (HitlException e) when (e is ClaimLostException or ReviewClaimedException or AlreadyDecidedException or OversightUnavailableException)
            {
                // Too slow, so that somebody else has it now, or the store was: a person looks again.
            }
        }
    }
}
