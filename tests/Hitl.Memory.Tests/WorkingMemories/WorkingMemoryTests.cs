using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Hitl.Memory.Tests;

public sealed class WorkingMemoryTests(RedisServers servers)
{
    [Theory]
    [AllServers]
    public async Task What_is_missing_is_none_and_what_is_put_is_read(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        var memory = bed.Thread("t \ud83d\ude00:1");
        Assert.Null(await memory.ReadAsync());
        Assert.Empty(await memory.ReadForModelAsync());
        Assert.False(await memory.DeleteAsync());

        await memory.UpdateAsync(new()
        {
            Messages = [MemoryBed.User("hello"), MemoryBed.Assistant("hi")],
            Memories = [new() { Id = "m", Text = "Ann says hello", Topics = ["x"] }],
            Data = new JsonObject { ["a"] = 1.50m, ["b"] = new JsonArray() },
            Summary = "before",
            TimeToLive = TimeSpan.FromHours(1),
            Strategy = ExtractionStrategy.Summary(100),
        });
        var state = (await memory.ReadAsync())!;
        Assert.Equal(["hello", "hi"], state.Messages.Select(message => message.Text));
        Assert.All(state.Messages, message => Assert.Equal((26, true), (message.MessageId!.Length, message.CreatedAt is not null)));
        Assert.Equal(("t \ud83d\ude00:1", MemoryBed.Ann, "before", "{\"a\":1.50,\"b\":[]}"), (state.ThreadId, state.Scope, state.Summary, state.Data!.ToJsonString()));
        Assert.Equal(("m", "Ann says hello", "t \ud83d\ude00:1"), (state.Memories[0].Memory.Id, state.Memories[0].Memory.Text, state.Memories[0].Memory.ThreadId));
        Assert.Null(state.Memories[0].PersistedAt);
        Assert.Equal((ExtractionKind.Summary, 100), (state.Strategy!.Kind, state.Strategy.MaxWords));
        Assert.Equal(TimeSpan.FromHours(1), state.TimeToLive);
        Assert.Equal(state.UpdatedAt + TimeSpan.FromHours(1), state.ExpiresAt);
        Assert.Equal((1, 2), (state.Version, state.UnextractedMessages));
        Assert.Equal(state.CreatedAt, state.UpdatedAt);

        Assert.True(await memory.DeleteAsync());
        Assert.Null(await memory.ReadAsync());
        await memory.AppendAsync([MemoryBed.User("again")]);
        Assert.Equal(["again"], (await memory.ReadAsync())!.Messages.Select(message => message.Text));
        Assert.Null((await memory.ReadAsync())!.Summary);
    }

    [Theory]
    [AllServers]
    public async Task A_change_clears_and_leaves_alone(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        var memory = bed.Thread();
        await memory.UpdateAsync(new() { Data = new JsonObject { ["a"] = 1 }, Summary = "s", TimeToLive = TimeSpan.FromHours(1), Strategy = ExtractionStrategy.Preferences });
        await memory.UpdateAsync(new() { Summary = "t" });
        var state = (await memory.ReadAsync())!;
        Assert.Equal(("{\"a\":1}", "t", TimeSpan.FromHours(1), ExtractionKind.Preferences), (state.Data!.ToJsonString(), state.Summary, state.TimeToLive, state.Strategy!.Kind));

        await memory.UpdateAsync(new() { Data = null, Summary = null, TimeToLive = null, Strategy = null });
        state = (await memory.ReadAsync())!;
        Assert.Equal((null, null, null, null, null), (state.Data, state.Summary, state.TimeToLive, state.ExpiresAt, state.Strategy));
    }

    [Theory]
    [AllServers]
    public async Task A_version_that_is_expected_must_be_there(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        var memory = bed.Thread();
        var version = await memory.UpdateAsync(new() { Messages = [MemoryBed.User("a")] });
        await memory.AppendAsync([MemoryBed.User("b")]);

        var error = await Assert.ThrowsAsync<WorkingMemoryConflictException>(() => memory.UpdateAsync(new() { Messages = [MemoryBed.User("c")], Summary = "s", ExpectedVersion = version }));
        Assert.Equal(version + 1, error.Version);
        var state = (await memory.ReadAsync())!;
        Assert.Equal((2, null), (state.Messages.Count, state.Summary));
        await memory.UpdateAsync(new() { Summary = "s", ExpectedVersion = version + 1 });
    }

    [Theory]
    [AllServers]
    public async Task It_belongs_to_its_scope(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        await bed.Thread().AppendAsync([MemoryBed.User("mine")]);
        foreach (var scope in new[] { LongTermBed.Bob, new("shop"), new("Shop", "ann"), MemoryScope.OfUser("ann") })
        {
            var other = bed.Thread("t", scope);
            await Assert.ThrowsAsync<WorkingMemoryScopeException>(() => other.ReadAsync());
            await Assert.ThrowsAsync<WorkingMemoryScopeException>(() => other.ReadForModelAsync());
            await Assert.ThrowsAsync<WorkingMemoryScopeException>(() => other.AppendAsync([MemoryBed.User("yours")]));
            await Assert.ThrowsAsync<WorkingMemoryScopeException>(() => other.UpdateDataAsync([]));
            await Assert.ThrowsAsync<WorkingMemoryScopeException>(() => other.DeleteAsync());
            Assert.Empty((await bed.Memory.ListThreadsAsync(scope)).ThreadIds);
        }

        Assert.Equal(["mine"], (await bed.Thread().ReadAsync())!.Messages.Select(message => message.Text));
    }

    [Theory]
    [AllServers]
    public async Task Threads_are_listed_in_pages_with_true_totals(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        for (var i = 0; i < 7; i++)
        {
            await bed.Thread($"t{i}").UpdateAsync(new() { Messages = [MemoryBed.User("a")], TimeToLive = i == 3 ? TimeSpan.FromMilliseconds(300) : null });
            await Task.Delay(2);
        }

        await bed.Thread("of bob", LongTermBed.Bob).AppendAsync([MemoryBed.User("a")]);
        await bed.Thread("t0").UpdateDataAsync(new() { ["x"] = 1 });
        await Task.Delay(400);
        var first = await bed.Memory.ListThreadsAsync(MemoryBed.Ann, 4);
        var second = await bed.Memory.ListThreadsAsync(MemoryBed.Ann, 4, first.NextOffset!.Value);
        Assert.Equal(["t0", "t6", "t5", "t4"], first.ThreadIds);
        Assert.Equal(["t2", "t1"], second.ThreadIds);
        Assert.Equal((6, 6, null), (first.Total, second.Total, second.NextOffset));
        await bed.Thread("t5").DeleteAsync();
        Assert.Equal(5, (await bed.Memory.ListThreadsAsync(MemoryBed.Ann)).Total);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => bed.Memory.ListThreadsAsync(MemoryBed.Ann, 101));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => bed.Memory.ListThreadsAsync(MemoryBed.Ann, 0));
    }

    [Theory]
    [AllServers]
    public async Task It_expires_and_a_new_one_begins(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        var memory = bed.Thread();
        await memory.UpdateAsync(new() { Messages = [MemoryBed.User("old")], Memories = [new() { Text = "m" }], TimeToLive = TimeSpan.FromMilliseconds(200), Data = new JsonObject() });
        await Task.Delay(300);
        Assert.Null(await memory.ReadAsync());

        await memory.AppendAsync([MemoryBed.User("new")]);
        var state = (await memory.ReadAsync())!;
        Assert.Equal(["new"], state.Messages.Select(message => message.Text));
        Assert.Equal((null, null, 0), (state.TimeToLive, state.Data, state.Memories.Count));
    }

    [Theory]
    [AllServers]
    public async Task Writing_renews_it_and_changing_data_does_not(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind, options: new() { Working = new() { TimeToLive = TimeSpan.FromHours(1) } });
        var memory = bed.Thread();
        await memory.UpdateAsync(new() { Messages = [MemoryBed.User("a")], Strategy = ExtractionStrategy.Preferences });
        var first = (await memory.ReadAsync())!;
        Assert.Equal(TimeSpan.FromHours(1), first.TimeToLive);
        await Task.Delay(30);

        await memory.UpdateDataAsync(new() { ["x"] = 1 });
        var data = (await memory.ReadAsync())!;
        Assert.Equal((first.ExpiresAt, first.TimeToLive, ExtractionKind.Preferences), (data.ExpiresAt, data.TimeToLive, data.Strategy!.Kind));
        await memory.AppendAsync([MemoryBed.User("b")]);
        var second = (await memory.ReadAsync())!;
        Assert.True(second.ExpiresAt > first.ExpiresAt);
        Assert.Equal(TimeSpan.FromHours(1), second.TimeToLive);
    }

    [Theory]
    [AllServers]
    public async Task Data_is_replaced_merged_and_merged_deeply(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        var memory = bed.Thread();
        var update = (JsonObject)JsonNode.Parse("""{"a":{"y":2},"b":[9]}""")!;
        await memory.UpdateDataAsync((JsonObject)JsonNode.Parse("""{"a":{"x":1},"b":[1,2],"c":null}""")!);
        Assert.Equal("""{"a":{"x":1,"y":2},"b":[9],"c":null}""", (await memory.UpdateDataAsync(update, DataUpdate.DeepMerge)).ToJsonString());
        Assert.Equal("""{"a":{"y":2},"b":[9],"c":null}""", (await memory.UpdateDataAsync(update)).ToJsonString());
        Assert.Equal("""{"a":{"y":2},"b":[9]}""", (await memory.UpdateDataAsync(update, DataUpdate.Replace)).ToJsonString());
        Assert.Equal("""{"a":{"y":2},"b":[9]}""", (await memory.ReadAsync())!.Data!.ToJsonString());
    }

    [Theory]
    [AllServers]
    public async Task Writers_that_meet_lose_nothing(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        var other = bed.Again();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            var memory = (i % 2 == 0 ? bed : other).Thread();
            await memory.AppendAsync([MemoryBed.User($"{i} a"), MemoryBed.User($"{i} b")]);
            await memory.UpdateDataAsync(new() { [$"k{i}"] = i }, DataUpdate.DeepMerge);
        }));

        var state = (await bed.Thread().ReadAsync())!;
        Assert.Equal(80, state.Messages.Select(message => message.Text).Distinct().Count());
        Assert.All(state.Messages.Chunk(2), pair => Assert.Equal(pair[0].Text.Split(' ')[0], pair[1].Text.Split(' ')[0]));
        Assert.Equal(40, state.Data!.Count);
        Assert.Equal(80, state.Version);
    }

    [Theory]
    [AllServers]
    public async Task What_was_recalled_is_not_appended(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        var memory = bed.Thread();
        await memory.AppendAsync([RecalledText.Message(RecalledText.Mark("a")), MemoryBed.User($"{RecalledText.Mark("b")} hello"), MemoryBed.User(RecalledText.Mark("c")), SummaryMessage.Of("d")]);
        Assert.Equal(["hello"], (await memory.ReadAsync())!.Messages.Select(message => message.Text));
    }

    [Theory]
    [AllServers]
    public async Task Bad_input_changes_nothing(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        var memory = bed.Thread();
        var late = new ChatMessage(ChatRole.User, "late") { CreatedAt = DateTimeOffset.MaxValue, MessageId = "late" };
        var error = await Assert.ThrowsAsync<InvalidMessageException>(() => memory.AppendAsync([MemoryBed.User("a"), late]));
        Assert.Equal(("late", 1), (error.MessageId, error.Index));
        Assert.Equal("m", (await Assert.ThrowsAsync<InvalidMemoryException>(() => memory.UpdateAsync(new() { Messages = [MemoryBed.User("a")], Memories = [new() { Id = "m", Text = "" }] }))).MemoryId);
        await Assert.ThrowsAsync<ArgumentException>(() => memory.UpdateAsync(new() { TimeToLive = TimeSpan.Zero, Summary = "s" }));
        await Assert.ThrowsAsync<ArgumentException>(() => memory.UpdateAsync(new() { Summary = " " }));
        await Assert.ThrowsAsync<ArgumentException>(() => memory.UpdateAsync(new() { Strategy = new ExtractionStrategy { Kind = ExtractionKind.Custom } }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => memory.ReadAsync(0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => memory.ReadForModelAsync(0));
        Assert.Throws<ArgumentException>(() => bed.Thread(""));
        Assert.Null(await memory.ReadAsync());
    }

    [Theory]
    [AllServers]
    public async Task A_thread_of_runs_is_seen_and_never_deleted(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        var memory = bed.Thread();
        var keys = bed.Redis.Keys.Thread("t");
        var database = await bed.Redis.GetDatabaseAsync();
        await memory.UpdateAsync(new() { Messages = [MemoryBed.User("one")], TimeToLive = TimeSpan.FromHours(1) });
        Assert.True(await database.KeyTimeToLiveAsync(keys.Head) is not null);

        // A run takes the thread, says something, and gives it back.
        var run = ThreadScript.With("local fence = take(ARGV[3]) append(4, 4) commit() return fence");
        await bed.Redis.EvaluateAsync(run, [keys.Head, keys.Messages, keys.Inbox], [ThreadScript.SchemaVersion, "run", "60000", MessageJson.SerializeToString(MemoryBed.Assistant("two"))]);
        var busy = await Assert.ThrowsAsync<WorkingMemoryConflictException>(() => memory.AppendAsync([MemoryBed.User("no")]));
        Assert.Contains("A run has the thread", busy.Message, StringComparison.Ordinal);
        await bed.Redis.EvaluateAsync(ThreadScript.With("release() commit('open', '3:abc') return 1"), [keys.Head, keys.Messages, keys.Inbox], [ThreadScript.SchemaVersion, "run"]);
        await Assert.ThrowsAsync<WorkingMemoryConflictException>(() => memory.AppendAsync([MemoryBed.User("no")]));
        await database.HashSetAsync(keys.Head, "open", "");
        Assert.Equal(["one", "two"], (await memory.ReadAsync())!.Messages.Select(message => message.Text));

        Assert.Null(await database.KeyTimeToLiveAsync(keys.Head));
        await database.HashSetAsync(WorkingMemoryKeys.State(bed.Redis.Keys, "t"), "expires", "1");
        Assert.Equal(2, await database.ListLengthAsync(keys.Messages));
        Assert.Equal(["two"], (await memory.ReadAsync())!.Messages.Select(message => message.Text));
        await memory.AppendAsync([MemoryBed.User("three")]);
        Assert.Equal(["two", "three"], (await memory.ReadAsync())!.Messages.Select(message => message.Text));

        Assert.True(await memory.DeleteAsync());
        Assert.Null(await memory.ReadAsync());
        Assert.Equal(3, await database.ListLengthAsync(keys.Messages));
    }
}
