using System.Globalization;
using Hitl.Memory;
using Hitl.SemanticKernel.Tests.Ledger;
using StackExchange.Redis;

namespace Hitl.SemanticKernel.Tests.Reviews;

/// <summary>What stands in the queue, in which order, and what it costs to find it.</summary>
public class QueueTests(RedisServers servers)
{
    [Theory, AllServers]
    public async Task The_most_urgent_comes_first_and_says_why(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix(), o =>
        {
            o.Rules.Add(new RiskRule { Function = "Note", Risk = 0.95 });
            o.Rules.Add(new RiskRule { Function = "Put", Risk = 0.8 });
            o.Policy.Rules.Add(new PolicyRule { Function = "Tell", Verdict = Verdict.Review, Deadline = TimeSpan.FromMinutes(5) });
            o.Policy.Rules.Add(new PolicyRule { Function = "Fetch", Verdict = Verdict.Review });
        });
        await app.InvokeAsync("a", "Fetch x");
        await app.InvokeAsync("b", "Put x");
        await app.InvokeAsync("c", "Note x");
        await app.InvokeAsync("d", "Tell x");

        var listed = await app.Desk.ListAsync();

        Assert.Equal(["Till-Tell", "Till-Note", "Till-Put", "Till-Fetch"], listed.Select(r => r.Tool));
        Assert.Equal(listed.Select(r => r.Urgency!.By).Order(), listed.Select(r => r.Urgency!.By));
        Assert.Equal(listed[0].Deadline, listed[0].Urgency!.By);
        Assert.Matches("^risk 0.1 is seen to within 7 hours, deadline in [45] minutes, waits for [0-9]+ seconds$", listed[0].Urgency!.Reason);
        Assert.Matches("^risk 0.95 is seen to within 2[34] minutes, no deadline, waits for [0-9]+ seconds$", listed[1].Urgency!.Reason);
        Assert.Equal(4, await app.Desk.CountAsync());
        Assert.Null(Assert.Single((await app.Thread("a").InvokeAsync(app.Kernel, "x:")).Reviews).Urgency);
    }

    [Theory, AllServers]
    public async Task Filters_find_what_fits_all_of_them(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix(), o =>
        {
            o.Policy.Rules.Add(new PolicyRule { Function = "Note", Verdict = Verdict.Review, ReviewerGroups = { "leads", "{braces}" } });
            o.Policy.Rules.Add(new PolicyRule { Function = "Pay", Verdict = Verdict.Review, ReviewerGroups = { "finance" } });
        });
        app.User = "eve";
        await app.InvokeAsync("t1", "Pay a, Note b, Transfer c");
        app.User = "bob";
        await app.InvokeAsync("t{2}", "Pay d, Transfer e");

        Assert.Equal(["a", "d"], await FindAsync(app, new() { Tool = "Till-Pay" }));
        Assert.Equal(["d", "e"], await FindAsync(app, new() { ThreadId = "t{2}" }));
        Assert.Equal(["a", "b", "c"], await FindAsync(app, new() { UserId = "eve" }));
        Assert.Equal(["b"], await FindAsync(app, new() { Group = "{braces}" }));
        Assert.Equal(["a", "c", "d", "e"], await FindAsync(app, new() { Flags = RiskFlags.Financial }));
        Assert.Equal(["d"], await FindAsync(app, new() { Flags = RiskFlags.Financial, UserId = "bob", Tool = "Till-Pay" }));
        Assert.Empty(await FindAsync(app, new() { Flags = RiskFlags.Financial | RiskFlags.External }));
        Assert.Empty(await FindAsync(app, new() { Tool = "Till-Pay", Group = "leads" }));
        Assert.Equal(["b", "c", "e"], await FindAsync(app, new() { For = new Reviewer("ana") { Groups = ["leads", "{braces}"] } }));
        Assert.Equal(["a", "c", "d", "e"], await FindAsync(app, new() { For = new Reviewer("ana") { Groups = ["finance"] } }));
        Assert.Equal(["c", "e"], await FindAsync(app, new() { For = new Reviewer("ana") }));
        Assert.Equal(["a"], await FindAsync(app, new() { For = new Reviewer("ana") { Groups = ["finance"] }, Tool = "Till-Pay", UserId = "eve" }));
        Assert.Equal(5, (await FindAsync(app, new() { MaxAge = TimeSpan.FromMinutes(5) })).Count);
        Assert.Empty(await FindAsync(app, new() { MinAge = TimeSpan.FromMinutes(5) }));
        Assert.Equal(5, (await FindAsync(app, new() { MinAge = TimeSpan.Zero })).Count);
        Assert.Empty(await FindAsync(app, new() { Tool = "Till-Pa" }));
        Assert.Empty(await FindAsync(app, new() { Tool = "tool:Till-Pay\ud800" }));
    }

    [Theory, AllServers]
    public async Task Pages_follow_each_other_without_gap_or_double(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix(), o => o.Policy.Rules.Add(new PolicyRule { Function = "Transfer", ReviewerGroups = { "g1", "g2" } }));
        await PauseManyAsync(app, threads: 7, calls: 15);

        var all = (await app.Desk.ListAsync(1000)).Select(r => r.Id).ToList();
        Assert.Equal(105, all.Count);
        foreach (var query in new[] { new ReviewQuery(), new ReviewQuery { Flags = RiskFlags.Financial }, new ReviewQuery { For = new Reviewer("ana") { Groups = ["g1", "g2"] } } })
        {
            var (read, next, pages) = (new List<string>(), (string?)null, 0);
            do
            {
                var page = await app.Desk.ListAsync(query, 10, next);
                read.AddRange(page.Reviews.Select(r => r.Id));
                next = page.Next;
                pages++;
            }
            while (next is not null);
            Assert.Equal(all, read);
            Assert.InRange(pages, 11, 12);
        }

        foreach (var wrong in new[] { "", "x", "_", "1e999_x", "NaN_x", "'; --" })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => app.Desk.ListAsync(new ReviewQuery(), next: wrong));
        }
    }

    [Theory, AllServers]
    public async Task Claiming_the_next_of_100000_takes_as_many_commands_as_of_10(ServerKind kind)
    {
        // What is counted by the server is of everybody on it, so it must be one that nobody else is on.
        var program = kind == ServerKind.Redis ? await RedisServerProcess.FindProgramAsync() : null;
        await using var own = program is null ? null : await RedisServerProcess.StartAsync(program);
        await using var connection = own is null ? null : await ConnectionMultiplexer.ConnectAsync(own.ConnectionString + ",allowAdmin=true");
        var server = await servers.GetAsync(kind);
        var redis = connection ?? server.Connection;
        var (few, many) = (server.NewPrefix(), server.NewPrefix());
        await using (var app = new LedgerApp(redis, few))
        {
            await PauseManyAsync(app, threads: 5, calls: 2);
        }

        await using (var app = new LedgerApp(redis, many))
        {
            await PauseManyAsync(app, threads: 5, calls: 20);
            var keys = new Keyspace(many, 16);
            var partitions = (await app.Desk.ListAsync()).Select(r => keys.PartitionOf(r.ThreadId)).Distinct().ToList();
            var entries = Enumerable.Range(0, 100_000 / partitions.Count).Select(i => new SortedSetEntry(string.Create(CultureInfo.InvariantCulture, $"r0-{i:0000000000000000}"), 4e12 + i)).ToArray();
            await Task.WhenAll(partitions.SelectMany(p => new[] { "queue", "queue:anybody", "unclaimed:anybody" }.Select(set => redis.GetDatabase().SortedSetAddAsync(keys.Key(p, set), entries))));
            Assert.InRange(await app.Desk.CountAsync(), 100_000, 101_000);
        }

        var before = await CommandsAsync(redis, own is not null, few, ClaimAsync);
        var after = await CommandsAsync(redis, own is not null, many, ClaimAsync);
        var page = await CommandsAsync(redis, own is not null, many, async reading => Assert.Equal(10, (await reading.Desk.ListAsync(10)).Count));

        // Of a partition with fewer than a script looks at, it looks at fewer.
        Assert.Equal(before.Scripts, after.Scripts);
        Assert.InRange(after.Commands, 0, before.Commands + 40);
        Assert.Equal(16, page.Scripts);

        static async Task ClaimAsync(LedgerApp app) => Assert.NotNull(await app.Desk.ClaimNextAsync(new Reviewer("ana")));
    }

    [Theory, AllServers]
    public async Task Watching_gives_what_waits_and_then_every_change(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix);
        await using var other = new LedgerApp(server.Connection, prefix);
        await app.InvokeAsync("t", "Pay a");
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var seen = other.Desk.WatchAsync(new ReviewQuery { Tool = "Till-Pay" }, end.Token).GetAsyncEnumerator(end.Token);

        Assert.Equal(("t", ReviewState.Pending), await NextAsync());
        await app.InvokeAsync("unseen", "Transfer b");
        await app.InvokeAsync("u", "Pay b");
        Assert.Equal(("u", ReviewState.Pending), await NextAsync());
        var claimed = await app.Desk.ClaimAsync((await app.ReviewAsync("u")).Id, LedgerApp.Ana);
        Assert.Equal(("u", ReviewState.Pending), await NextAsync());
        Assert.Equal("ana", seen.Current.Claim!.ReviewerId);
        Assert.Empty(seen.Current.Claim.Token);
        await app.Desk.CommentAsync(claimed.Id, LedgerApp.Ana, "looking");
        Assert.Equal(("u", ReviewState.Pending), await NextAsync());
        await app.Desk.ApproveAsync(claimed, LedgerApp.Ana);
        Assert.Equal(("u", ReviewState.Approved), await NextAsync());
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await seen.MoveNextAsync());

        async Task<(string, ReviewState)> NextAsync()
        {
            Assert.True(await seen.MoveNextAsync());
            return (seen.Current.ThreadId, seen.Current.State);
        }
    }

    /// <summary>Pauses threads, each with a batch of calls that wait.</summary>
    internal static async Task PauseManyAsync(LedgerApp app, int threads, int calls)
    {
        for (var t = 0; t < threads; t++)
        {
            var plan = string.Join(", ", Enumerable.Range(0, calls).Select(c => string.Create(CultureInfo.InvariantCulture, $"Transfer {t}.{c}")));
            await app.InvokeAsync(string.Create(CultureInfo.InvariantCulture, $"thread {t}"), plan);
        }
    }

    /// <summary>How many scripts are run, and how many commands on sorted sets in them, where they are counted.</summary>
    private static async Task<(int Scripts, long Commands)> CommandsAsync(IConnectionMultiplexer redis, bool counts, string prefix, Func<LedgerApp, Task> act)
    {
        var scripts = 0;
        var tap = StoreTap.Wrap(redis, (_, send) =>
        {
            Interlocked.Increment(ref scripts);
            return send();
        });
        await using var app = new LedgerApp(tap, prefix, effects: redis);
        var before = counts ? await CallsAsync(redis) : 0;
        await act(app);
        return (scripts, counts ? await CallsAsync(redis) - before : 0);
    }

    private static async Task<long> CallsAsync(IConnectionMultiplexer redis) =>
        (await redis.GetServers()[0].InfoAsync("commandstats")).SelectMany(g => g)
            .Where(s => s.Key.StartsWith("cmdstat_z", StringComparison.Ordinal))
            .Sum(s => long.Parse(s.Value.Split(',')[0].Split('=')[1], CultureInfo.InvariantCulture));

    private static async Task<List<string>> FindAsync(LedgerApp app, ReviewQuery query) =>
        [.. (await app.Desk.ListAsync(query)).Reviews.Select(r => r.Arguments.GetProperty("what").GetString()!).Order(StringComparer.Ordinal)];
}
