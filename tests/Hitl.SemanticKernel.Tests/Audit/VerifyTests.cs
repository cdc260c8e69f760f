using System.Globalization;
using System.Security.Cryptography;
using Hitl.SemanticKernel.Tests.Ledger;

namespace Hitl.SemanticKernel.Tests.Audit;

/// <summary>That checking the log finds nothing in what was recorded, and says what was done to what was not.</summary>
public class VerifyTests(RedisServers servers)
{
    public static TheoryData<ServerKind, string> Cases =>
        [.. new[] { ServerKind.Embedded, ServerKind.Redis }.SelectMany(kind => Tampering.All.Select(t => new TheoryDataRow<ServerKind, string>(kind, t.Name)))];

    [Theory, MemberData(nameof(Cases))]
    public async Task Each_kind_of_tampering_is_found_and_named(ServerKind kind, string name)
    {
        const int Count = 12;
        await using var store = new AuditStore(await servers.GetAsync(kind));
        await store.AppendAsync("t", Count);
        await store.AppendAsync("other", 3);
        Assert.Empty((await store.Log.VerifyAsync()).Findings);

        var tampering = Tampering.All.Single(t => t.Name == name);
        await tampering.Do(store, Count);
        foreach (var report in new[] { await store.Log.VerifyAsync(), await store.Log.VerifyThreadAsync("t") })
        {
            Assert.False(report.IsIntact);
            Assert.Contains(report.Findings, f => f.Kind == tampering.Kind && f.Number == Count - tampering.Number);
            Assert.All(report.Findings, f => Assert.Equal("t", f.ThreadId));
        }

        Assert.True((await store.Log.VerifyThreadAsync("other")).IsIntact);
    }

    [Theory, AllServers]
    public async Task A_chain_of_10_000_events_is_checked_and_one_change_in_it_found(ServerKind kind)
    {
        const int Count = 10_000;
        await using var store = new AuditStore(await servers.GetAsync(kind));
        await store.AppendAsync("t", Count);
        var report = await store.Log.VerifyAsync();
        Assert.Equal((Count, 1), (report.Events, report.Threads));
        Assert.Empty(report.Findings);

        foreach (var name in new[] { "an event removed", "two events exchanged", "an event made anew, with hash and check value" })
        {
            var tampering = Tampering.All.Single(t => t.Name == name);
            var before = await Task.WhenAll(Enumerable.Range(Count - 6, 7).Select(n => store.Database.HashGetAsync(store.Key("t"), [EventReader.Entry(n), EventReader.Content(n)])));
            await tampering.Do(store, Count);
            Assert.Contains((await store.Log.VerifyThreadAsync("t")).Findings, f => f.Kind == tampering.Kind && f.Number == Count - tampering.Number);
            foreach (var (fields, number) in before.Zip(Enumerable.Range(Count - 6, 7)))
            {
                await store.Database.HashSetAsync(store.Key("t"), [new(EventReader.Entry(number), fields[0]), new(EventReader.Content(number), fields[1])]);
            }
        }

        Assert.True((await store.Log.VerifyThreadAsync("t")).IsIntact);
    }

    [Theory, AllServers]
    public async Task What_a_team_did_is_intact_while_it_goes_on(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var store = new AuditStore(server);
        await using var app = new LedgerApp(server.Connection, store.Prefix);
        var working = Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            var thread = string.Create(CultureInfo.InvariantCulture, $"t{i}");
            foreach (var review in (await app.InvokeAsync(thread, "Note a, Pay b, Pay c")).Reviews)
            {
                await app.Desk.ClaimAsync(review.Id, LedgerApp.Ana);
                await app.Desk.CommentAsync(review.Id, new Reviewer("bob"), "looks right");
                await Assert.ThrowsAnyAsync<Hitl.Memory.HitlException>(() => app.Desk.ClaimAsync(review.Id, new Reviewer("bob")));
                await app.Desk.ApproveAsync(await app.Desk.GetAsync(review.Id), LedgerApp.Ana);
            }

            await app.ResumeAsync(thread);
        }));
        while (!working.IsCompleted)
        {
            Assert.Empty((await store.Log.VerifyAsync()).Findings);
        }

        await working;
        await app.Stops.StopAsync(StopTarget.Everything, LedgerApp.Ana, "done");
        var report = await store.Log.VerifyAsync();
        Assert.Empty(report.Findings);
        Assert.Equal(21, report.Threads);
        Assert.Equal(await store.Log.ReadAsync().CountAsync(), report.Events);
    }

    [Fact]
    public void The_root_of_a_tree_is_that_of_Certificate_Transparency()
    {
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Convert.ToHexStringLower(MerkleTree.Root([])));
        byte[][] leaves = [.. new[] { "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f" }.Select(Convert.FromHexString)];
        Assert.Equal("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", Convert.ToHexStringLower(MerkleTree.Root(leaves.AsSpan(0, 1))));
        Assert.Equal("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125", Convert.ToHexStringLower(MerkleTree.Root(leaves.AsSpan(0, 2))));
        Assert.Equal("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328", Convert.ToHexStringLower(MerkleTree.Root(leaves)));
    }

    [Theory, AllServers]
    public async Task Seals_show_that_a_whole_thread_its_end_or_a_seal_was_removed_or_made_anew(ServerKind kind)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var server = await servers.GetAsync(kind);
        async Task<AuditStore> SealedAsync()
        {
            var store = new AuditStore(server, new AuditKeys(key, []));
            await store.AppendAsync("gone", 3);
            await store.AppendAsync("t", 3);
            Assert.Equal((1L, 2), (await store.Log.SealAsync() is { } first ? (first.Number, first.Threads) : default));
            await store.AppendAsync("t", 2);
            var second = await store.Log.SealAsync();
            Assert.Equal((2L, 1), (second!.Number, second.Threads));
            Assert.Equal(second, await store.Log.ReadLatestSealAsync());
            Assert.Null(await store.Log.SealAsync());
            await store.AppendAsync("t", 1);
            var report = await store.Log.VerifyAsync();
            Assert.Empty(report.Findings);
            Assert.Equal((2, 2), (report.Seals, report.Threads));
            return store;
        }

        async Task FindsAsync(AuditFindingKind kind, string? thread, Func<AuditStore, Task> tamper)
        {
            await using var store = await SealedAsync();
            await tamper(store);
            Assert.Contains((await store.Log.VerifyAsync()).Findings, f => f.Kind == kind && f.ThreadId == thread);
        }

        await FindsAsync(AuditFindingKind.SealedMissing, "gone", async store =>
        {
            await store.RemoveFromFeedAsync("gone");
            await store.Database.KeyDeleteAsync(store.Key("gone"));
        });
        await FindsAsync(AuditFindingKind.SealedMissing, "gone", async store =>
        {
            await store.RemoveFromFeedAsync("gone");
            await store.Database.KeyDeleteAsync(store.Key("gone"));
            await using var again = new AuditStore(server, prefix: store.Prefix);
            await again.AppendAsync("gone", 3);
        });
        await FindsAsync(AuditFindingKind.SealedMissing, "t", async store =>
        {
            await store.CutAsync("t", 6, 4);
            await store.RemoveFromFeedAsync("t", n => n > 4);
        });
        await FindsAsync(AuditFindingKind.SealedMissing, "t", async store =>
        {
            // As if retention had removed them, which says nothing of it.
            var last = await store.ReadAsync("t", 5);
            await store.Database.HashSetAsync(store.Key("t"), [new("bn", 5), new("bh", last.Hash), new("bf", last.Facts)]);
            await store.Database.HashDeleteAsync(store.Key("t"), [.. Enumerable.Range(1, 5).SelectMany(n => new[] { EventReader.Entry(n), EventReader.Content(n) })]);
            await store.RemoveFromFeedAsync("t", n => n <= 5);
        });
        await FindsAsync(AuditFindingKind.SealBroken, null, store => store.Database.HashDeleteAsync(store.Store.Keys.Tagged("seals"), "s:1"));
        await FindsAsync(AuditFindingKind.SealBroken, null, store => store.Database.HashDeleteAsync(store.Store.Keys.Tagged("seals"), "l:1"));
        await FindsAsync(AuditFindingKind.SealBroken, null, async store =>
        {
            var leaves = (string)(await store.Database.HashGetAsync(store.Store.Keys.Tagged("seals"), "l:1"))!;
            await store.Database.HashSetAsync(store.Store.Keys.Tagged("seals"), "l:1", leaves.Replace("\n3\n", "\n2\n", StringComparison.Ordinal));
        });
        await FindsAsync(AuditFindingKind.SealBroken, null, async store =>
        {
            var seal = (string)(await store.Database.HashGetAsync(store.Store.Keys.Tagged("seals"), "s:1"))!;
            await store.Database.HashSetAsync(store.Store.Keys.Tagged("seals"), "s:1", seal.Replace("\"threads\":2", "\"threads\":1", StringComparison.Ordinal));
        });
    }

    [Theory, AllServers]
    public async Task A_former_key_still_counts_and_an_unknown_one_does_not(ServerKind kind)
    {
        using var old = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var current = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var oldPublic = ECDsa.Create(old.ExportParameters(includePrivateParameters: false));
        var server = await servers.GetAsync(kind);
        await using var before = new AuditStore(server, new AuditKeys(old, []));
        await before.AppendAsync("t", 1);
        await before.Log.SealAsync();

        await using var after = new AuditStore(server, new AuditKeys(current, [oldPublic]), before.Prefix);
        await after.AppendAsync("t", 1);
        await after.Log.SealAsync();
        Assert.Empty((await after.Log.VerifyAsync()).Findings);

        Assert.Equal(AuditFindingKind.SealBroken, Assert.Single((await before.Log.VerifyAsync()).Findings).Kind);
        await using var keyless = new AuditStore(server, prefix: before.Prefix);
        Assert.Equal(2, (await keyless.Log.VerifyAsync()).Findings.Count);
        await Assert.ThrowsAsync<InvalidOperationException>(() => keyless.Log.SealAsync());
    }

    [Theory, AllServers]
    public async Task Processes_that_seal_at_the_same_time_make_one_row_of_seals(ServerKind kind)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var server = await servers.GetAsync(kind);
        await using var store = new AuditStore(server, new AuditKeys(key, []));
        for (var round = 0; round < 5; round++)
        {
            await store.AppendAsync("t", 1);
            var seals = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => store.Log.SealAsync()));
            Assert.Single(seals, s => s is not null);
        }

        var report = await store.Log.VerifyAsync();
        Assert.Empty(report.Findings);
        Assert.Equal(5, report.Seals);
    }
}
