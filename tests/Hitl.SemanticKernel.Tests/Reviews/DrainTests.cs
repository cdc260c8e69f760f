using System.Collections.Concurrent;
using System.Globalization;
using Hitl.Memory;
using Hitl.SemanticKernel.Tests.Ledger;

namespace Hitl.SemanticKernel.Tests.Reviews;

/// <summary>Many people at one queue.</summary>
public class DrainTests(RedisServers servers)
{
    [Theory, AllServers]
    public async Task Eight_reviewers_who_crash_now_and_then_decide_2000_reviews_each_once(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix, o => o.ClaimDuration = TimeSpan.FromSeconds(2));
        await QueueTests.PauseManyAsync(app, threads: 40, calls: 50);
        Assert.Equal(2000, await app.Desk.CountAsync());

        var decided = new ConcurrentBag<string>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(async () =>
        {
            var (reviewer, random) = (new Reviewer(string.Create(CultureInfo.InvariantCulture, $"p{n}")), new Random(n));
            while (await app.Desk.CountAsync() > 0)
            {
                if (await app.Desk.ClaimNextAsync(reviewer) is not { } review)
                {
                    await Task.Delay(50);
                    continue;
                }

                if (random.Next(20) == 0)
                {
                    // The reviewer's browser is gone; the claim ends by itself.
                    continue;
                }

                try
                {
                    await (random.Next(2) == 0 ? app.Desk.ApproveAsync(review, reviewer) : app.Desk.RejectAsync(review, reviewer, "no"));
                    decided.Add(review.Id);
                }
                catch (HitlException e) when (e is ClaimLostException or ReviewClaimedException)
                {
                    // Too slow: somebody else has it now.
                }
            }
        })));

        Assert.Equal(2000, decided.Distinct().Count());
        Assert.Equal(2000, decided.Count);
        Assert.Empty(await app.Desk.ListAsync());
        var keys = new Keyspace(prefix, 16);
        foreach (var partition in Enumerable.Range(0, 16))
        {
            foreach (var set in new[] { "queue", "unclaimed:anybody", "claims", "deadlines", "queue:anybody", "queue:tool:Till-Transfer", "queue:flag:Financial" })
            {
                Assert.False(await server.Database.KeyExistsAsync(keys.Key(partition, set)), set);
            }
        }
    }
}
