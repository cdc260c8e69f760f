using System.Text.Json.Nodes;

namespace Hitl.Memory.Tests;

public sealed class CreateTests(RedisServers servers)
{
    private static readonly MemoryScope Ann = LongTermBed.Ann;

    [Theory]
    [AllStores]
    public async Task What_is_stored_is_read_as_it_was(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        var created = bed.Time.Now.AddDays(-3);
        var write = await bed.Memory.CreateAsync(Ann, new NewMemory
        {
            Id = "m:1 \ud83d\ude00", Text = "Ann drinks green tea @10", Type = MemoryType.Episodic, ThreadId = "t 1", Topics = ["drinks", "tea", "tea"], Entities = ["Ann"],
            ExtractedFrom = ["msg 1"], EventDate = created.AddHours(-1), CreatedAt = created, Pinned = true, Strategy = "discrete", StrategyConfig = new() { ["a"] = 1 }, Metadata = new() { ["b"] = new JsonArray(1, 2) },
        });

        Assert.Equal(MemoryWriteOutcome.Created, write.Outcome);
        var read = await bed.Memory.GetAsync(Ann, "m:1 \ud83d\ude00");
        Assert.NotNull(read);
        Assert.Equal(
            ("m:1 \ud83d\ude00", Ann, "Ann drinks green tea @10", MemoryType.Episodic, "t 1", created.AddHours(-1), created, bed.Time.Now, created, bed.Time.Now),
            (read.Id, read.Scope, read.Text, read.Type, read.ThreadId, read.EventDate, read.CreatedAt, read.UpdatedAt, read.LastAccessed, read.PersistedAt));
        Assert.Equal(["drinks", "tea"], read.Topics);
        Assert.Equal(["Ann"], read.Entities);
        Assert.Equal(["msg 1"], read.ExtractedFrom);
        Assert.Equal((true, 0, "discrete", "{\"a\":1}", "{\"b\":[1,2]}"), (read.Pinned, read.AccessCount, read.Strategy, read.StrategyConfig!.ToJsonString(), read.Metadata!.ToJsonString()));
        Assert.Null(read.ValidUntil);
        Assert.Equal(MemoryKeys.Hash(Ann, read.Text, "t 1", "episodic"), read.Hash);
        Assert.Equal(64, read.Hash.Length);
    }

    [Theory]
    [AllStores]
    public async Task Ids_are_made_in_the_order_of_time(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        var first = await bed.AddAsync("one");
        bed.Time.Now = bed.Time.Now.AddMilliseconds(1);
        var second = await bed.AddAsync("two");

        Assert.Equal(26, first.Length);
        Assert.True(string.CompareOrdinal(first, second) < 0);
    }

    [Theory]
    [AllStores]
    public async Task A_known_id_is_overwritten_and_keeps_when_it_was_stored(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        var stored = bed.Time.Now;
        await bed.AddAsync("old @0", with: memory => memory with { Id = "a", Topics = ["x"] });
        bed.Time.Now = bed.Time.Now.AddHours(1);
        var write = await bed.Memory.CreateAsync(Ann, new NewMemory { Id = "a", Text = "new @90" });

        Assert.Equal(MemoryWriteOutcome.Overwritten, write.Outcome);
        Assert.Equal(("new @90", stored, stored, stored.AddHours(1)), (write.Memory.Text, write.Memory.PersistedAt, write.Memory.CreatedAt, write.Memory.UpdatedAt));
        Assert.Equal(["new @90"], await bed.FindAsync("@90"));
    }

    [Theory]
    [AllStores]
    public async Task The_same_text_is_stored_once(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        var writes = await bed.Memory.CreateAsync(Ann, [new() { Text = "tea", Topics = ["a"] }, new() { Text = "tea", Topics = ["b"] }]);
        var later = await bed.Memory.CreateAsync(Ann, new NewMemory { Text = "tea", ExtractedFrom = ["m"] });
        var other = await bed.Memory.CreateAsync(Ann, new NewMemory { Text = "tea", Type = MemoryType.Episodic });

        Assert.Equal([MemoryWriteOutcome.Created, MemoryWriteOutcome.Duplicate], writes.Select(write => write.Outcome));
        Assert.Equal((MemoryWriteOutcome.Duplicate, writes[0].Memory.Id), (later.Outcome, later.Memory.Id));
        Assert.Equal(["a", "b"], later.Memory.Topics);
        Assert.Equal(["m"], (await bed.Memory.GetAsync(Ann, later.Memory.Id))!.ExtractedFrom);
        Assert.Equal(MemoryWriteOutcome.Created, other.Outcome);
        Assert.Equal(2, await bed.Memory.CountAsync(Ann));
    }

    [Theory]
    [AllStores]
    public async Task Writers_that_meet_store_the_same_text_once(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        var other = new LongTermMemory(bed.Store, bed.Embeddings, redis: bed.Redis, time: bed.Time);
        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => (i % 2 == 0 ? bed.Memory : other).CreateAsync(Ann, new NewMemory { Text = $"fact {i % 3}" })));

        Assert.Equal(["fact 0", "fact 1", "fact 2"], (await bed.FindAsync(null)).Order());
    }

    [Theory]
    [AllStores]
    public async Task What_cannot_be_stored_is_named_and_nothing_of_its_batch_is_written(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        (NewMemory Memory, string Problem)[] wrong =
        [
            (new() { Id = "bad", Text = " " }, "no text"),
            (new() { Id = "bad", Text = new string('é', 32 * 1024) + "x" }, "65537 bytes"),
            (new() { Id = "bad", Text = "x", Topics = [" "] }, "blank"),
            (new() { Id = "bad", Text = "x", ThreadId = "" }, "thread id"),
            (new() { Id = "\ud83d", Text = "x" }, "Unicode"),
            (new() { Id = "good", Text = "x" }, "another one"),
            (new() { Id = "bad", Text = "x", Type = (MemoryType)7 }, "type"),
            (new() { Id = "bad", Text = "x", CreatedAt = bed.Time.Now.AddSeconds(301) }, "300 seconds"),
            (new() { Id = "bad", Text = $"he said {RecalledText.Mark("y")}" }, "recalled"),
        ];
        foreach (var (memory, problem) in wrong)
        {
            var error = await Assert.ThrowsAsync<InvalidMemoryException>(() => bed.Memory.CreateAsync(Ann, [new() { Id = "good", Text = "good" }, memory]));
            Assert.Equal((memory.Id, 1), (error.MemoryId, error.Index));
            Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        }

        await bed.Memory.CreateAsync(Ann, [new() { Text = new string('é', 32 * 1024) }, new() { Text = "soon", CreatedAt = bed.Time.Now.AddSeconds(300) }]);
        Assert.Null(await bed.Memory.GetAsync(Ann, "good"));
        Assert.Equal(2, await bed.Memory.CountAsync(Ann));
    }

    [Theory]
    [AllStores]
    public async Task An_embedding_service_that_fails_on_half_a_batch_is_named_with_the_memory(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        bed.Embeddings.FailsOn = text => text == "two";
        var error = await Assert.ThrowsAsync<MemoryEmbeddingException>(() => bed.Memory.CreateAsync(Ann, [new() { Id = "1", Text = "one" }, new() { Id = "2", Text = "two" }]));

        Assert.Equal("2", error.MemoryId);
        Assert.Contains("the service is away", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await bed.Memory.CountAsync(Ann));
    }

    [Fact]
    public void A_scope_names_someone()
    {
        Assert.Throws<ArgumentException>(() => new MemoryScope());
        Assert.Throws<ArgumentException>(() => new MemoryScope("", "a"));
        Assert.Throws<ArgumentException>(() => new MemoryScope("a", ""));
        Assert.Throws<ArgumentException>(() => new MemoryScope(null, new string('x', 513)));
        Assert.Equal(new MemoryScope("a", "b"), new MemoryScope("a", "b"));
    }
}
