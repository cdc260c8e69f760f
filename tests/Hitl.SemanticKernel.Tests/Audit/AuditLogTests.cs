using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hitl.SemanticKernel.Tests.Events;
using Hitl.SemanticKernel.Tests.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Hitl.SemanticKernel.Tests.Audit;

/// <summary>Reading, exporting, erasing and removing.</summary>
public class AuditLogTests(RedisServers servers)
{
    [Theory, AllServers]
    public async Task Events_are_read_by_thread_and_by_time(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var store = new AuditStore(server);
        await using var app = new LedgerApp(server.Connection, store.Prefix);
        await app.InvokeAsync("a", "Note a");
        await app.InvokeAsync("b", "Pay b");
        var between = (await store.Log.ReadThreadAsync("b").ToListAsync())[^1].At;
        await Task.Delay(5, TestContext.Current.CancellationToken);
        await app.Stops.StopAsync(StopTarget.User("u"), LedgerApp.Ana, "why");
        await app.InvokeAsync("a", "Note c");

        var all = await store.Log.ReadAsync().ToListAsync();
        Assert.Equal(all.OrderBy(e => e.At).Select(e => e.At), all.Select(e => e.At));
        Assert.Equal(await store.Log.ReadThreadAsync("a").Select(e => e.Hash).ToListAsync(), all.Where(e => e.ThreadId == "a").Select(e => e.Hash));
        var stop = Assert.Single(await store.Log.ReadAppAsync().ToListAsync());
        Assert.Equal((EventKinds.StopSet, "ana", "user:u", "why"), (stop.Kind, stop.Actor.Id, stop.Data["target"], stop.Content!.Text));
        var late = await store.Log.ReadAsync(from: between.AddMilliseconds(1)).ToListAsync();
        Assert.Equal(all.Where(e => e.At > between).Select(e => e.Hash), late.Select(e => e.Hash));
        var early = await store.Log.ReadAsync(to: between).ToListAsync();
        Assert.Equal(all.Count, early.Count + late.Count);
        Assert.Empty(await store.Log.ReadAsync(from: TimeProvider.System.GetUtcNow().AddDays(1)).ToListAsync());
        Assert.Empty(await store.Log.ReadThreadAsync("never").ToListAsync());
    }

    [Theory, AllServers]
    public async Task Many_events_are_read_in_pages(ServerKind kind)
    {
        await using var store = new AuditStore(await servers.GetAsync(kind));
        await store.AppendAsync("t", 1234);
        await store.AppendAsync("u", 321);
        Assert.Equal(Enumerable.Range(1, 1234).Select(n => (long)n), await store.Log.ReadThreadAsync("t").Select(e => e.Number).ToListAsync());
        Assert.Equal(1555, await store.Log.ReadAsync().CountAsync());
    }

    [Theory, AllServers]
    public async Task Erased_content_is_gone_and_the_chain_stays_valid(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var store = new AuditStore(server);
        await using var app = new LedgerApp(server.Connection, store.Prefix);
        var review = Assert.Single((await app.InvokeAsync("t", "Pay secret-value")).Reviews);
        await app.Desk.ApproveAsync(review, LedgerApp.Ana, "a comment");
        await app.ResumeAsync("t");
        var before = await store.Log.ReadThreadAsync("t").ToListAsync();
        Assert.Contains("secret-value", await RawAsync(store), StringComparison.Ordinal);

        Assert.Equal(1, await store.Log.EraseAsync("t", new Reviewer("dpo", "Dana"), "asked by the person", [2]));
        Assert.Empty((await store.Log.VerifyAsync()).Findings);
        Assert.Null((await store.Log.ReadThreadAsync("t").ToListAsync())[1].Content);

        // The reason of the first erasure is a content too.
        Assert.Equal(before.Count(e => e.Content is not null), await store.Log.EraseAsync("t", new Reviewer("dpo"), "everything"));
        var report = await store.Log.VerifyAsync();
        Assert.Empty(report.Findings);
        var raw = await RawAsync(store);
        foreach (var personal in new[] { "secret-value", "a comment", "Ana", "Dana", "asked by" })
        {
            Assert.DoesNotContain(personal, raw, StringComparison.Ordinal);
        }

        var after = await store.Log.ReadThreadAsync("t").ToListAsync();
        Assert.Equal(before.Select(e => e.Hash), after.Take(before.Count).Select(e => e.Hash));
        Assert.All(after.Take(before.Count), (e, i) => Assert.Equal((true, before[i].Content is not null), (e.Content is null, e.IsErased)));
        Assert.Equal((EventKinds.ContentErased, "dpo", "everything"), (after[^1].Kind, after[^1].Actor.Id, after[^1].Content!.Text));

        // What comes later is kept, and is not covered by the erasure.
        await app.InvokeAsync("t", "Note later");
        Assert.Empty((await store.Log.VerifyAsync()).Findings);
        await store.Database.HashDeleteAsync(store.Key("t"), EventReader.Content(after.Count + 2));
        Assert.Equal(AuditFindingKind.ContentMissing, Assert.Single((await store.Log.VerifyAsync()).Findings).Kind);
    }

    [Theory, AllServers]
    public async Task Bad_input_to_an_erasure_erases_nothing(ServerKind kind)
    {
        await using var store = new AuditStore(await servers.GetAsync(kind));
        await store.AppendAsync("t", 2);
        await Assert.ThrowsAsync<UnknownThreadException>(() => store.Log.EraseAsync("never", LedgerApp.Ana, "why"));
        await Assert.ThrowsAsync<ArgumentException>(() => store.Log.EraseAsync("", LedgerApp.Ana, "why"));
        await Assert.ThrowsAsync<ArgumentException>(() => store.Log.EraseAsync("t", new Reviewer(""), "why"));
        await Assert.ThrowsAsync<ArgumentException>(() => store.Log.EraseAsync("t", LedgerApp.Ana, " "));
        await Assert.ThrowsAsync<ArgumentException>(() => store.Log.EraseAsync("t", LedgerApp.Ana, new string('x', 16385)));
        await Assert.ThrowsAsync<ArgumentException>(() => store.Log.EraseAsync("t", LedgerApp.Ana, "why", []));
        Assert.Equal(0, await store.Log.EraseAsync("t", LedgerApp.Ana, "why", [99]));
        Assert.All((await store.Log.ReadThreadAsync("t").ToListAsync()).Take(2), e => Assert.NotNull(e.Content));
    }

    [Theory, AllServers]
    public async Task What_is_too_old_goes_unless_its_thread_has_an_open_review(ServerKind kind)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var server = await servers.GetAsync(kind);
        await using var store = new AuditStore(server, new AuditKeys(key, []));
        await using var app = new LedgerApp(server.Connection, store.Prefix);
        await app.InvokeAsync("done", "Note a");
        await app.InvokeAsync("open", "Pay a");
        await store.Log.SealAsync();
        Assert.Equal(0, await store.Log.TrimAsync());
        var kept = await store.Log.ReadThreadAsync("open").CountAsync();
        await Task.Delay(5, TestContext.Current.CancellationToken);

        Assert.Equal(4, await store.Retention.TrimAsync(TimeSpan.Zero, CancellationToken.None));
        Assert.Empty(await store.Log.ReadThreadAsync("done").ToListAsync());
        Assert.Equal(kept, await store.Log.ReadThreadAsync("open").CountAsync());
        Assert.Equal(EventKinds.AuditTrimmed, Assert.Single(await store.Log.ReadAppAsync().ToListAsync()).Kind);
        Assert.Empty((await store.Log.VerifyAsync()).Findings);

        // The chain goes on where it was.
        await app.InvokeAsync("done", "Note b");
        Assert.Equal(5, (await store.Log.ReadThreadAsync("done").FirstAsync()).Number);
        await app.Desk.ApproveAsync(await app.ReviewAsync("open"), LedgerApp.Ana);
        await app.ResumeAsync("open");
        await store.Log.SealAsync();
        Assert.Empty((await store.Log.VerifyAsync()).Findings);
        await Task.Delay(5, TestContext.Current.CancellationToken);
        await store.Retention.TrimAsync(TimeSpan.Zero, CancellationToken.None);
        Assert.Empty(await store.Log.ReadThreadAsync("open").ToListAsync());
        Assert.Empty((await store.Log.VerifyAsync()).Findings);

        // What was removed by others afterwards still shows.
        await app.InvokeAsync("done", "Note c");
        await store.Log.SealAsync();
        await store.RemoveFromFeedAsync("done");
        await store.Database.KeyDeleteAsync(store.Key("done"));
        Assert.Contains((await store.Log.VerifyAsync()).Findings, f => f is { Kind: AuditFindingKind.SealedMissing, ThreadId: "done" });
    }

    [Theory, AllServers]
    public async Task An_export_can_be_checked_without_the_store(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var store = new AuditStore(server);
        await using var app = new LedgerApp(server.Connection, store.Prefix);
        await app.Desk.RejectAsync(Assert.Single((await app.InvokeAsync("t", "Pay \"ä\u2028 <x>\"")).Reviews), LedgerApp.Ana, "no");
        await app.ResumeAsync("t");
        using var file = new MemoryStream();
        var count = await store.Log.ExportAsync(file);
        var lines = Encoding.UTF8.GetString(file.ToArray()).Split('\n');
        Assert.Equal("", lines[^1]);
        Assert.Equal(count, lines.Length - 1);
        var (previous, facts) = ("", Array.Empty<byte>());
        foreach (var line in lines.SkipLast(1).Select(l => JsonElement.Parse(l)))
        {
            var body = line.GetProperty("body").GetRawText();
            var text = string.Create(CultureInfo.InvariantCulture, $"{line.GetProperty("number").GetInt64()}\n{previous}\n{Convert.ToHexStringLower(SHA256.HashData(facts))}\n{body}");
            previous = line.GetProperty("hash").GetString()!;
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), previous);
            facts = Encoding.UTF8.GetBytes(string.Concat(line.GetProperty("facts").EnumerateArray().Select(f => string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(f.GetString()!)}:{f.GetString()}"))));
            if (line.TryGetProperty("content", out var content))
            {
                Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content.GetRawText()))), line.GetProperty("body").GetProperty("content").GetString());
            }
        }
    }

    [Theory, AllServers]
    public async Task The_host_seals_and_one_process_at_a_time_does(ServerKind kind)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var server = await servers.GetAsync(kind);
        await using var store = new AuditStore(server, new AuditKeys(key, []));
        await store.AppendAsync("t", 1);
        void Add(HitlBuilder builder)
        {
            builder.AddAuditSeals(key);
            builder.Services.Configure<HitlOptions>(o => o.Audit.Interval = TimeSpan.FromSeconds(1));
        }

        await using var one = await new EventApp(server.Connection, store.Prefix, Add).StartAsync();
        await using var two = await new EventApp(server.Connection, store.Prefix, Add).StartAsync();
        await EventApp.UntilAsync(async () => await store.Log.ReadLatestSealAsync() is { Number: 1 });
        await store.AppendAsync("t", 1);
        await EventApp.UntilAsync(async () => await store.Log.ReadLatestSealAsync() is { Number: 2 });
        Assert.Empty((await store.Log.VerifyAsync()).Findings);
    }

    [Fact]
    public void Options_out_of_range_and_a_second_key_are_refused()
    {
        using var key = ECDsa.Create();
        var builder = new ServiceCollection().AddHitl().AddAuditSeals(key);
        Assert.Throws<InvalidOperationException>(() => builder.AddAuditSeals(key));
        var validator = new AuditOptionsValidator();
        Assert.True(validator.Validate(null, new HitlOptions()).Succeeded);
        foreach (var (retention, interval) in new[] { (TimeSpan.FromHours(1), TimeSpan.FromHours(1)), (TimeSpan.FromDays(40_000), TimeSpan.FromHours(1)), (TimeSpan.FromDays(1), TimeSpan.Zero) })
        {
            var options = new HitlOptions();
            (options.Audit.Retention, options.Audit.Interval) = (retention, interval);
            Assert.Contains("Hitl:Audit:", Assert.Single(validator.Validate(null, options).Failures!), StringComparison.Ordinal);
        }
    }

    private static async Task<string> RawAsync(AuditStore store) =>
        string.Concat((await store.Database.HashGetAllAsync(store.Key("t"))).Select(f => f.Value.ToString()));
}
