using System.Globalization;
using Hitl.Memory;

namespace Hitl.SemanticKernel.Tests.Ledger;

/// <summary>Ids are the caller's text.</summary>
public class IdTests(RedisServers servers)
{
    private static readonly string[] Ids =
    [
        "a", "A", "a ", " a", "a:b", "a%3Ab", "a%253Ab", "a:messages", "a:calls", "a:open", "a:inbox", "a\n", "a\r\n", "a\0", "*", "?", "[a]", "{}", "{a}", "{hitl:0}:thread:a",
        "a/b", "../a", "é", "e\u0301", "🎈", "🎈🎈", "ａ", "%", "%%", "a%", "queue", "review", new string('x', 256), new string('x', 255) + "y", string.Concat(Enumerable.Repeat("🎈", 128)), new string('é', 512),
    ];

    [Theory, AllServers]
    public async Task Threads_stay_apart_whatever_their_ids_are(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix);
        foreach (var (id, i) in Ids.Select((id, i) => (id, i)))
        {
            var turn = await app.InvokeAsync(id, string.Create(CultureInfo.InvariantCulture, $"Pay {i}"));
            Assert.Equal(id, Assert.Single(turn.Reviews).ThreadId);
        }

        var reviews = await app.Desk.ListAsync(1000);
        Assert.Equal(Ids.Order(StringComparer.Ordinal), reviews.Select(r => r.ThreadId).Order(StringComparer.Ordinal));
        foreach (var review in reviews)
        {
            await app.Desk.ApproveAsync(review, LedgerApp.Ana);
        }

        foreach (var (id, i) in Ids.Select((id, i) => (id, i)))
        {
            var what = string.Create(CultureInfo.InvariantCulture, $"Pay {i}");
            Assert.Equal($"done: {what} ok", (await app.ResumeAsync(id)).Message!.Content);
            Assert.Equal([what], await app.Till.DoneAsync(id));
            Assert.Equal(4, (await app.LogAsync(id)).Count);
        }

        // Every key is in the braces of its partition, has no other ones, and is one thread's or the partition's.
        var keys = new List<string>();
        await foreach (var key in server.Connection.GetServers()[0].KeysAsync(pattern: $"*{prefix}:*", pageSize: 1000))
        {
            keys.Add(key.ToString());
        }

        var space = new Keyspace(prefix, 16);
        var own = Ids.SelectMany(id => space.Thread(id) is var k ? (string[])[k.Head.ToString(), k.Messages.ToString(), k.Own("calls").ToString(), k.Own("events").ToString()] : []).ToList();
        Assert.Equal(own.Count, own.Distinct().Count());
        Assert.Equal(own.Order(StringComparer.Ordinal), keys.Where(k => k.Contains("}:thread:", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(reviews.Select(r => space.Thread(r.ThreadId).Shared("review:" + r.Id).ToString()).Order(StringComparer.Ordinal), keys.Where(k => k.Contains("}:review:", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.All(own, k => Assert.Matches(@"^\{[^{}]+:\d+\}:thread:[A-Za-z0-9%._~-]+(:messages|:calls|:events)?$", k));
        var records = Ids.Select(id => space.Thread(id).Shared("record").ToString()).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.Equal(records, keys.Where(k => k.EndsWith("}:record", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        var partitions = Ids.Select(id => space.Thread(id).Shared("feed").ToString()).Distinct().Count();
        Assert.Equal(partitions, keys.Count(k => k.EndsWith("}:feed", StringComparison.Ordinal)));
        var shared = keys.Count(k => k.EndsWith(":partitions", StringComparison.Ordinal) || k.EndsWith("}:changes", StringComparison.Ordinal) || k.EndsWith("}:changes:last", StringComparison.Ordinal));
        Assert.Equal(keys.Count, own.Count + Ids.Length + partitions + records.Count + shared);
    }

    [Theory, AllServers]
    public async Task What_is_no_id_is_refused(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix());
        foreach (var id in (string[])["", new string('x', 513), "\ud800", "a\udc00", "\udc00\ud800"])
        {
            Assert.ThrowsAny<ArgumentException>(() => app.Thread(id));
        }

        Assert.Throws<ArgumentNullException>(() => app.Thread(null!));
        await Assert.ThrowsAsync<UnknownThreadException>(() => app.ResumeAsync("none"));
        await Assert.ThrowsAsync<UnknownThreadException>(() => app.LogAsync("none"));
    }

    [Theory]
    [AllServers("")]
    [AllServers("same")]
    [AllServers("a/b:c*{}~2 \n🎈")]
    public async Task Calls_are_told_apart_when_the_model_gives_them_all_one_id(ServerKind kind, string callId)
    {
        var server = await servers.GetAsync(kind);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix());
        app.Model.CallId = (_, _) => callId;
        for (var turn = 0; turn < 2; turn++)
        {
            Assert.Equal(AgentTurnStatus.AwaitingReview, (await app.InvokeAsync("t", "Pay a, Look b, Pay c | Note d")).Status);
            foreach (var review in await app.PendingAsync("t"))
            {
                await app.Desk.ApproveAsync(review, LedgerApp.Ana);
            }

            Assert.Equal("done: Pay a ok; Look b ok; Pay c ok; Note d ok", (await app.ResumeAsync("t")).Message!.Content);
        }

        var effects = await app.Till.EffectsAsync("t");
        Assert.Equal(["Look b", "Pay a", "Pay c", "Note d", "Look b", "Pay a", "Pay c", "Note d"], effects.Select(e => e.What));
        Assert.Equal(8, effects.Select(e => e.Key).Distinct().Count());
        await app.AssertWholeAsync("t");
    }
}
