using Microsoft.Extensions.VectorData;

namespace Hitl.Memory.Tests;

public sealed class SchemaTests(RedisServers servers)
{
    private static readonly float[] Vector = [1, 2, 3];

    public static TheoryData<StoreKind, string> Differences { get; } = new MatrixTheoryData<StoreKind, string>(
        Enum.GetValues<StoreKind>(), ["key", "type", "array", "indexed", "dimensions", "distance", "more vectors", "fewer vectors", "less data", "more indexed data"]);

    [Theory]
    [MemberData(nameof(Differences))]
    public async Task A_collection_made_by_another_schema_is_not_touched(StoreKind kind, string difference)
    {
        var store = await servers.OpenAsync(kind);
        var made = store.GetDynamicCollection("things", Definition());
        await made.EnsureCollectionExistsAsync();
        await made.UpsertAsync(new Dictionary<string, object?> { ["id"] = "a", ["text"] = "t", ["number"] = 1, ["vector"] = Vector });

        var other = store.GetDynamicCollection("things", Definition(difference));
        object key = difference == "key" ? 1 : "a";
        var error = await Assert.ThrowsAsync<CollectionSchemaException>(() => other.EnsureCollectionExistsAsync());
        Assert.Equal("things", error.CollectionName);
        Assert.NotNull(error.PropertyName);
        await Assert.ThrowsAsync<CollectionSchemaException>(() => other.GetAsync(key));
        await Assert.ThrowsAsync<CollectionSchemaException>(() => other.DeleteAsync(key));
        var record = new Dictionary<string, object?>
        {
            ["id"] = key,
            ["vector"] = difference == "dimensions" ? new float[] { 1, 2, 3, 4 } : Vector,
        };
        if (difference == "fewer vectors")
        {
            record.Remove("vector");
        }

        await Assert.ThrowsAsync<CollectionSchemaException>(() => other.UpsertAsync(record));
        Assert.Equal("t", (await made.GetAsync("a"))!["text"]);
    }

    [Theory]
    [AllStores]
    public async Task New_data_that_is_not_indexed_and_another_index_kind_are_no_difference(StoreKind kind)
    {
        var store = await servers.OpenAsync(kind);
        var made = store.GetDynamicCollection("things", Definition());
        await made.EnsureCollectionExistsAsync();
        await made.UpsertAsync(new Dictionary<string, object?> { ["id"] = "a", ["text"] = "t", ["number"] = 1, ["vector"] = Vector });

        var later = store.GetDynamicCollection("things", Definition("more data"));
        await later.EnsureCollectionExistsAsync();
        var record = await later.GetAsync("a");
        Assert.Equal(("t", 0), (record!["text"], record["more"]));
        Assert.Single(await later.GetAsync(r => (int)r["more"]! == 0, top: 5).ToListAsync());
    }

    private static VectorStoreCollectionDefinition Definition(string? difference = null)
    {
        var definition = new VectorStoreCollectionDefinition
        {
            Properties =
            [
                new VectorStoreKeyProperty("id", difference == "key" ? typeof(int) : typeof(string)),
                new VectorStoreDataProperty("text", difference == "array" ? typeof(string[]) : typeof(string)) { IsIndexed = true },
                new VectorStoreDataProperty("number", difference == "type" ? typeof(long) : typeof(int)) { IsIndexed = difference == "indexed" },
                new VectorStoreVectorProperty("vector", typeof(float[]), difference == "dimensions" ? 4 : 3)
                {
                    DistanceFunction = difference == "distance" ? DistanceFunction.DotProductSimilarity : null,
                    IndexKind = difference == "more data" ? IndexKind.Flat : null,
                },
            ],
        };
        switch (difference)
        {
            case "more vectors":
                definition.Properties.Add(new VectorStoreVectorProperty("vector2", typeof(float[]), 3));
                break;
            case "fewer vectors":
                definition.Properties.RemoveAt(3);
                break;
            case "less data":
                definition.Properties.RemoveAt(2);
                break;
            case "more data" or "more indexed data":
                definition.Properties.Add(new VectorStoreDataProperty("more", typeof(int)) { IsIndexed = difference == "more indexed data" });
                break;
        }

        return definition;
    }
}
