using Microsoft.Extensions.VectorData;

namespace Hitl.Memory.Tests;

public sealed class ModelShapeTests(RedisServers servers)
{
    [Theory]
    [AllStores]
    public async Task Several_vectors_of_a_record_are_searched_apart(StoreKind kind)
    {
        var things = (await servers.OpenAsync(kind)).GetCollection<string, Both>("things");
        await things.EnsureCollectionExistsAsync();
        await things.UpsertAsync(
        [
            new() { Id = "a", First = new float[] { 1, 0 }, Second = new float[] { 0, 0, 1 } },
            new() { Id = "b", First = new float[] { 0, 1 }, Second = new float[] { 1, 0, 0 } },
            new() { Id = "c", First = new float[] { -1, -1 } },
        ]);

        Assert.Equal("a", (await things.SearchAsync(new float[] { 9, 1 }, top: 1, new() { VectorProperty = thing => thing.First }).SingleAsync()).Record.Id);
        var found = await things.SearchAsync(new float[] { 9, 1, 1 }, top: 9, new() { VectorProperty = thing => thing.Second, IncludeVectors = true }).ToListAsync();
        Assert.Equal(["b", "a"], found.Select(result => result.Record.Id));
        Assert.Equal(new float[] { 0, 1 }, found[0].Record.First.ToArray());
        Assert.Equal(new float[] { 1, 0, 0 }, found[0].Record.Second!.Value.ToArray());
        Assert.Null((await things.GetAsync("c", new() { IncludeVectors = true }))!.Second);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => things.SearchAsync(new float[] { 1, 1 }, top: 1).ToListAsync().AsTask());
        Assert.Contains("multiple vector properties", error.Message, StringComparison.Ordinal);
        await things.DeleteAsync("b");
        Assert.Equal("a", (await things.SearchAsync(new float[] { 9, 1, 1 }, top: 9, new() { VectorProperty = thing => thing.Second }).SingleAsync()).Record.Id);
    }

    [Theory]
    [AllStores]
    public async Task A_vector_that_was_taken_away_is_not_found_any_more(StoreKind kind)
    {
        var things = await (await servers.OpenAsync(kind)).FilledAsync<string, Both>("things", new Both { Id = "a", First = new float[] { 1, 0 }, Second = new float[] { 1, 0, 0 } });
        await things.UpsertAsync(new Both { Id = "a", First = new float[] { 1, 0 } });

        Assert.Empty(await things.SearchAsync(new float[] { 1, 0, 0 }, top: 9, new() { VectorProperty = thing => thing.Second }).ToListAsync());
        Assert.Single(await things.SearchAsync(new float[] { 1, 0 }, top: 9, new() { VectorProperty = thing => thing.First }).ToListAsync());
    }

    [Theory]
    [AllStores]
    public async Task Records_without_data_and_without_vectors_are_records(StoreKind kind)
    {
        var store = await servers.OpenAsync(kind);
        var keys = await store.FilledAsync<string, OnlyKey>("keys", new OnlyKey { Id = "a" }, new OnlyKey { Id = "b" });
        Assert.Equal("a", (await keys.GetAsync("a"))!.Id);
        Assert.Equal(["a", "b"], await keys.GetAsync(key => true, top: 9).Select(key => key.Id).ToArrayAsync());
        await keys.DeleteAsync("a");
        Assert.Null(await keys.GetAsync("a"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => keys.SearchAsync(new float[] { 1 }, top: 1).ToListAsync().AsTask());

        var vectors = await store.FilledAsync<string, OnlyVector>("vectors", new OnlyVector { Id = "a", Vector = [1, 2] });
        Assert.Equal("a", (await vectors.GetAsync("a"))!.Id);
        Assert.Equal((float[])[1, 2], (await vectors.GetAsync("a", new() { IncludeVectors = true }))!.Vector);
    }

    [Theory]
    [AllStores]
    public async Task Dictionaries_are_records(StoreKind kind)
    {
        var store = await servers.OpenAsync(kind);
        var definition = new VectorStoreCollectionDefinition
        {
            Properties =
            [
                new VectorStoreKeyProperty("key", typeof(string)),
                new VectorStoreDataProperty("text", typeof(string)) { IsIndexed = true },
                new VectorStoreDataProperty("number", typeof(int)) { IsIndexed = true },
                new VectorStoreVectorProperty("vector", typeof(ReadOnlyMemory<float>), 2),
            ],
        };
        var things = store.GetDynamicCollection("things", definition);
        await things.EnsureCollectionExistsAsync();
        await things.UpsertAsync(
        [
            new() { ["key"] = "a", ["text"] = "foo", ["number"] = 1, ["vector"] = new ReadOnlyMemory<float>([1, 0]) },
            new() { ["key"] = "b", ["number"] = 2, ["vector"] = new ReadOnlyMemory<float>([0, 1]), ["unknown"] = "is left out" },
        ]);

        Assert.Equal(["key", "text", "number"], (await things.GetAsync("a"))!.Keys);
        var withVector = await things.GetAsync("b", new() { IncludeVectors = true });
        Assert.Equal(new float[] { 0, 1 }, ((ReadOnlyMemory<float>)withVector!["vector"]!).ToArray());
        Assert.Null(withVector["text"]);
        Assert.Equal("a", (await things.GetAsync(record => (string)record["text"]! == "foo" && (int)record["number"]! < 2, top: 9).SingleAsync())["key"]);
        Assert.Equal(["b", "a"], await things.GetAsync(record => true, top: 9, new() { OrderBy = order => order.Descending(record => record["number"]) }).Select(record => record["key"]).ToArrayAsync());
        Assert.Equal("b", (await things.SearchAsync(new ReadOnlyMemory<float>([0, 1]), top: 1).SingleAsync()).Record["key"]);
        Assert.Throws<ArgumentException>(() => store.GetCollection<object, Dictionary<string, object?>>("things", definition));
    }

    private sealed class Both
    {
        [VectorStoreKey]
        public string Id { get; set; } = "";

        [VectorStoreVector(2)]
        public ReadOnlyMemory<float> First { get; set; }

        [VectorStoreVector(3, StorageName = "the second")]
        public ReadOnlyMemory<float>? Second { get; set; }
    }

    private sealed class OnlyKey
    {
        [VectorStoreKey]
        public string Id { get; set; } = "";
    }

    private sealed class OnlyVector
    {
        [VectorStoreKey]
        public string Id { get; set; } = "";

        [VectorStoreVector(2)]
        public float[] Vector { get; set; } = [];
    }
}
