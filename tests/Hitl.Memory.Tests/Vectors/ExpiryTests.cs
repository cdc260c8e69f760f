using Microsoft.Extensions.VectorData;

namespace Hitl.Memory.Tests;

public sealed class ExpiryTests(RedisServers servers)
{
    private static readonly float[] Vector = [1, 2];

    [Theory]
    [AllStores]
    public async Task A_record_goes_when_its_time_is_up_and_leaves_nothing(StoreKind kind)
    {
        var server = await servers.ServerAsync(kind);
        var prefix = server.NewPrefix();
        var things = await OpenAsync(server, prefix, new() { TimeToLive = TimeSpan.FromMilliseconds(300) });
        await things.UpsertAsync([new() { Id = "short", Topic = "a" }, new() { Id = "long", Topic = "a", Until = DateTimeOffset.MaxValue.AddDays(-1) }]);
        Assert.Equal(2, await things.SearchAsync(Vector, top: 9).CountAsync());

        await GoneAsync(things, "short");
        Assert.Equal(1, await things.CountAsync(thing => thing.Topic == "a", CancellationToken.None));
        Assert.Equal("long", (await things.SearchAsync(Vector, top: 9).SingleAsync()).Record.Id);
        Assert.Equal("long", (await things.SearchAsync(Vector, top: 9, new() { Filter = thing => thing.Topic == "a" }).SingleAsync()).Record.Id);
        Assert.Equal("long", (await things.GetAsync(thing => thing.Topic == "a", top: 9).SingleAsync()).Id);

        await things.DeleteAsync("long");
        await things.UpsertAsync(new Thing { Id = "gone soon", Until = DateTimeOffset.UnixEpoch });
        Assert.Null(await things.GetAsync("gone soon"));
        Assert.Empty(await things.GetAsync(thing => true, top: 9).ToListAsync());

        // The embedded server keeps a vector set when its last element goes.
        var left = (await CollectionTests.KeysAsync(server, prefix)).Where(key => kind != StoreKind.EmbeddedVectorSets || !key.EndsWith(":v:Vector", StringComparison.Ordinal));
        Assert.Equal([$"{prefix}:vectors", $"{{{prefix}:vectors:things}}:head"], left.Order());
    }

    [Theory]
    [AllStores]
    public async Task A_record_written_again_lives_by_its_new_time(StoreKind kind)
    {
        var server = await servers.ServerAsync(kind);
        var things = await OpenAsync(server, server.NewPrefix(), new());
        await things.UpsertAsync([new() { Id = "a", Topic = "old", Until = DateTimeOffset.UnixEpoch }, new() { Id = "b", Topic = "old", Until = DateTimeOffset.MaxValue.AddDays(-1) }]);
        await things.UpsertAsync([new() { Id = "a", Topic = "new" }, new() { Id = "b", Topic = "new", Until = DateTimeOffset.UnixEpoch }]);

        Assert.Equal("a", (await things.GetAsync(thing => true, top: 9).SingleAsync()).Id);
        Assert.Empty(await things.GetAsync(thing => thing.Topic == "old", top: 9).ToListAsync());
        Assert.Equal("a", (await things.SearchAsync(Vector, top: 9).SingleAsync()).Record.Id);
        Assert.Equal("a", (await things.GetAsync(thing => true, top: 9, new() { OrderBy = order => order.Ascending(thing => thing.Number) }).SingleAsync()).Id);
    }

    [Fact]
    public async Task A_time_to_live_that_is_none_is_refused_at_once()
    {
        var server = await servers.GetAsync(ServerKind.Embedded);

        Assert.Throws<ArgumentOutOfRangeException>(() => new RedisVectorSetCollection<string, Thing>(server.Database, "things", new() { TimeToLive = TimeSpan.Zero }));
        Assert.Throws<InvalidOperationException>(() => new RedisVectorSetCollection<string, Thing>(server.Database, "things", new() { ExpiresAtProperty = "Topic" }));
        Assert.Throws<InvalidOperationException>(() => new RedisVectorSetCollection<string, Thing>(server.Database, "things", new() { ExpiresAtProperty = "No" }));
    }

    private static async Task<RedisVectorSetCollection<string, Thing>> OpenAsync(TestServer server, string prefix, RedisVectorSetCollectionOptions options)
    {
        options.KeyPrefix = prefix;
        options.ExpiresAtProperty = "Until";
        var things = new RedisVectorSetCollection<string, Thing>(server.Database, "things", options);
        await things.EnsureCollectionExistsAsync();
        return things;
    }

    private static async Task GoneAsync(VectorStoreCollection<string, Thing> things, string key)
    {
        while (await things.GetAsync(key) is not null)
        {
            await Task.Delay(20);
        }
    }

    private sealed class Thing
    {
        [VectorStoreKey]
        public string Id { get; set; } = "";

        [VectorStoreData(IsIndexed = true)]
        public string? Topic { get; set; }

        [VectorStoreData(IsIndexed = true)]
        public int Number { get; set; }

        [VectorStoreData]
        public DateTimeOffset? Until { get; set; }

        [VectorStoreVector(2)]
        public float[] Vector { get; set; } = ExpiryTests.Vector;
    }
}
