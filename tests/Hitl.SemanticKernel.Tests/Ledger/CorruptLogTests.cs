using Hitl.Memory;
using Microsoft.Extensions.AI;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;
using FunctionResultContent = Microsoft.Extensions.AI.FunctionResultContent;

namespace Hitl.SemanticKernel.Tests.Ledger;

/// <summary>A record that somebody changed, or that a killed server kept in part.</summary>
public class CorruptLogTests(RedisServers servers)
{
    [Theory]
    [AllServers("result twice", "call-1-0")]
    [AllServers("result of no call", "none")]
    [AllServers("call without result", "lost")]
    [AllServers("junk", null)]
    [AllServers("not utf-8", null)]
    [AllServers("junk in the call", null)]
    [AllServers("unknown state", null)]
    public async Task A_log_that_breaks_the_rule_is_refused_and_nothing_runs(ServerKind kind, string damage, string? callId)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        var keys = new Keyspace(prefix, 16).Thread("t");
        await using (var app = new LedgerApp(server.Connection, prefix))
        {
            await app.InvokeAsync("t", "Look a | Pay b");
            await app.Desk.ApproveAsync(await app.ReviewAsync("t"), LedgerApp.Ana);
        }

        var whole = await server.Database.ListGetByIndexAsync(keys.Messages, 0);
        var call = (await server.Database.HashGetAsync(keys.Own("calls"), "d:call-3-0"), await server.Database.HashGetAsync(keys.Own("calls"), "s:call-3-0"));
        var message = damage switch
        {
            "result twice" => new ChatMessage(ChatRole.Tool, [new FunctionResultContent("call-1-0", "x")]),
            "result of no call" => new ChatMessage(ChatRole.Tool, [new FunctionResultContent("none", "x")]),
            _ => new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("lost", "Till-Look")]),
        };
        await (damage switch
        {
            "junk" => server.Database.ListSetByIndexAsync(keys.Messages, 0, "{\"role\":"),
            "not utf-8" => server.Database.ListSetByIndexAsync(keys.Messages, 0, new byte[] { 0xff, 0xfe, 0x22 }),
            "junk in the call" => server.Database.HashSetAsync(keys.Own("calls"), "d:call-3-0", "nothing"),
            "unknown state" => server.Database.HashSetAsync(keys.Own("calls"), "s:call-3-0", "ready "),
            "result twice" => server.Database.ListSetByIndexAsync(keys.Messages, 2, Twice(await server.Database.ListGetByIndexAsync(keys.Messages, 2))),
            _ => server.Database.ListSetByIndexAsync(keys.Messages, 0, MessageJson.Serialize(message)),
        });

        await using var fresh = new LedgerApp(server.Connection, prefix);
        for (var i = 0; i < 2; i++)
        {
            var error = await Assert.ThrowsAsync<InvalidThreadException>(() => fresh.ResumeAsync("t"));
            Assert.Equal(("t", callId), (error.ThreadId, error.CallId));
            await Assert.ThrowsAsync<InvalidThreadException>(() => fresh.LogAsync("t"));
        }

        Assert.Equal(["Look a"], await fresh.Till.DoneAsync("t"));
        Assert.Equal(0, fresh.Model.Calls);

        // What was refused was not begun either: repaired, the approved call runs and nobody is asked again.
        await server.Database.ListSetByIndexAsync(keys.Messages, 0, whole);
        await server.Database.HashSetAsync(keys.Own("calls"), [new("d:call-3-0", call.Item1), new("s:call-3-0", call.Item2)]);
        if (damage != "result twice")
        {
            Assert.Equal("done: Look a ok; Pay b ok", (await fresh.ResumeAsync("t")).Message!.Content);
            Assert.Equal(["Look a", "Pay b"], await fresh.Till.DoneAsync("t"));
        }
    }

    [Theory, AllServers]
    public async Task What_a_killed_server_kept_of_an_unanswered_script_does_not_count(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        var keys = new Keyspace(prefix, 16).Thread("t");
        await using var app = new LedgerApp(server.Connection, prefix);
        await app.InvokeAsync("t", "Note z");
        var log = await app.LogAsync("t");
        var call = Assert.Single((await app.Thread("t").GetHistoryAsync()).Calls);

        // The first writes of the script that puts a waiting batch on record, without the head that makes them count.
        var review = $"r{keys.Partition:x}-0000000000000000";
        var digest = CallDigest.Compute(call.Tool, call.Proposed);
        await server.Database.HashSetAsync(keys.Own("calls"),
            [new("s:call-5-0", "pending"), new("d:call-5-0", await server.Database.HashGetAsync(keys.Own("calls"), "d:call-1-0")), new("g:call-5-0", digest), new("v:call-5-0", review), new("t:call-5-0", "1")]);
        await server.Database.HashSetAsync(keys.Shared("review:" + review),
            [new("schema", "1"), new("state", "pending"), new("kind", "call"), new("thread", "t"), new("call", "call-5-0"), new("digest", digest), new("created", "1")]);
        await server.Database.SortedSetAddAsync(keys.Shared("queue"), review, 1);
        await server.Database.ListRightPushAsync(keys.Messages, MessageJson.Serialize(new ChatMessage(ChatRole.User, "torn:")));
        await server.Database.ListRightPushAsync(
            keys.Messages, MessageJson.Serialize(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("call-5-0", "Till-Note", new Dictionary<string, object?> { ["what"] = "z" })])));

        await using var fresh = new LedgerApp(server.Connection, prefix);
        Assert.Equal(log, await fresh.LogAsync("t"));
        var left = await fresh.ReviewAsync("t");
        await Assert.ThrowsAsync<LedgerConflictException>(() => fresh.Desk.EditAsync(left, LedgerApp.Ana, System.Text.Json.JsonSerializer.SerializeToElement(new { what = "other" })));
        Assert.Empty(await fresh.PendingAsync("t"));

        Assert.Equal("done: Look a ok", (await fresh.InvokeAsync("t", "Look a")).Message!.Content);
        Assert.Equal([.. log, "user: Look a", "calls call-5-0 Till-Look", "result call-5-0: Look a ok", "assistant: done: Look a ok"], await fresh.LogAsync("t"));
        Assert.Equal(["Note z", "Look a"], await fresh.Till.DoneAsync("t"));
        await fresh.AssertWholeAsync("t");
    }

    [Theory, AllServers]
    public async Task A_log_whose_head_is_gone_is_not_overwritten(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        var keys = new Keyspace(prefix, 16).Thread("t");
        await using var app = new LedgerApp(server.Connection, prefix);
        await app.InvokeAsync("t", "Note z");
        var log = await app.LogAsync("t");
        await server.Database.KeyDeleteAsync(keys.Head);

        await Assert.ThrowsAsync<UnknownThreadException>(() => app.ResumeAsync("t"));
        await app.InvokeAsync("t", "again:");
        Assert.Equal([.. log, "user: again:", "assistant: done: "], await app.LogAsync("t"));
    }

    [Theory, AllServers]
    public async Task A_thread_of_a_newer_schema_is_refused(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix);
        await app.InvokeAsync("t", "Pay a");
        var review = await app.ReviewAsync("t");
        await server.Database.HashSetAsync(new Keyspace(prefix, 16).Thread("t").Head, "schema", "2");
        foreach (var use in (Func<Task>[])[() => app.ResumeAsync("t"), () => app.InvokeAsync("t", "x:"), () => app.LogAsync("t"), () => app.Desk.ApproveAsync(review, LedgerApp.Ana)])
        {
            Assert.Contains("newer version", (await Assert.ThrowsAsync<StoreMismatchException>(use)).Message, StringComparison.Ordinal);
        }

        Assert.Equal(1, app.Model.Calls);
    }

    [Theory, AllServers]
    public async Task Huge_arguments_and_results_survive(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        var big = new string('ä', 1_000_000);
        await using (var app = new LedgerApp(server.Connection, prefix))
        {
            await app.InvokeAsync("t", "Pay " + big);
            var review = await app.ReviewAsync("t");
            Assert.Equal(big, review.Arguments.GetProperty("what").GetString());
            await app.Desk.ApproveAsync(review, LedgerApp.Ana);
        }

        await using var fresh = new LedgerApp(server.Connection, prefix, o => (o.Content.MaxCharacters, o.Boundary.MaxCharacters) = (16_777_216, 16_777_216));
        var answer = (await fresh.ResumeAsync("t")).Message!.Content!;
        Assert.Equal($"done: Pay {big} ok", answer);
        Assert.Equal("Pay " + big, Assert.Single(await fresh.Till.DoneAsync("t")));

        // A result of 5 MB.
        var huge = string.Concat(Enumerable.Repeat(big, 5));
        Assert.Equal($"done: Look {huge} ok", (await fresh.InvokeAsync("t", "Look " + huge)).Message!.Content);
        await fresh.AssertWholeAsync("t");
    }

    private static byte[] Twice(StackExchange.Redis.RedisValue stored)
    {
        var message = MessageJson.Deserialize(stored.ToString());
        message.Contents.Add(new FunctionResultContent("call-1-0", "again"));
        return MessageJson.Serialize(message);
    }
}
