using System.Numerics.Tensors;
using Microsoft.Extensions.VectorData;

namespace Hitl.Memory.Tests;

public sealed class SearchTests(RedisServers servers)
{
    private const int Dimensions = 16;

    public static TheoryData<StoreKind, string?, bool> Functions { get; } = new MatrixTheoryData<StoreKind, string?>(
        Enum.GetValues<StoreKind>(),
        [
            null, DistanceFunction.CosineSimilarity, DistanceFunction.CosineDistance, DistanceFunction.DotProductSimilarity, DistanceFunction.NegativeDotProductSimilarity,
            DistanceFunction.EuclideanDistance, DistanceFunction.EuclideanSquaredDistance, DistanceFunction.ManhattanDistance, DistanceFunction.HammingDistance,
        ]).Aggregate(new TheoryData<StoreKind, string?, bool>(), (rows, row) =>
        {
            rows.Add(row.Data.Item1, row.Data.Item2, true);
            rows.Add(row.Data.Item1, row.Data.Item2, false);
            return rows;
        });

    [Theory]
    [MemberData(nameof(Functions))]
    public async Task Order_and_scores_are_those_of_the_distance_function(StoreKind kind, string? function, bool unitLength)
    {
        var random = new Random(7);
        var vectors = Enumerable.Range(0, 150).Select(_ => NewVector(random, unitLength)).ToArray();
        var things = await FillAsync(kind, vectors, function);
        var query = NewVector(random, unitLength: true);
        var expected = vectors.Select((vector, i) => (Id: i, Score: Score(function, query, vector))).ToArray();
        expected = function is null or DistanceFunction.CosineSimilarity or DistanceFunction.DotProductSimilarity
            ? [.. expected.OrderByDescending(item => item.Score)]
            : [.. expected.OrderBy(item => item.Score)];

        var found = await things.SearchAsync(query, top: 10, new() { Skip = 3 }).ToArrayAsync();
        Assert.Equal(expected.Skip(3).Take(10).Select(item => Math.Round(item.Score, 4)), found.Select(result => Math.Round(result.Score!.Value, 4)));
        Assert.All(found, result => Assert.Equal(Score(function, query, vectors[(int)result.Record["id"]!]), result.Score!.Value, 4));

        var threshold = (expected[4].Score + expected[5].Score) / 2;
        Assert.Equal(
            function == DistanceFunction.HammingDistance ? expected.Count(item => item.Score <= threshold) : 5,
            await things.SearchAsync(query, top: 200, new() { ScoreThreshold = threshold }).CountAsync());
        Assert.Equal(150, await things.SearchAsync(query, top: 1000).CountAsync());
    }

    [Theory]
    [AllStores]
    public async Task An_unknown_distance_function_is_refused_at_once(StoreKind kind)
    {
        var store = await servers.OpenAsync(kind);

        var error = Assert.Throws<NotSupportedException>(() => store.GetDynamicCollection("things", Definition("Fancy", null)));
        Assert.Contains("'vector'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [AllStores(IndexKind.Flat)]
    [AllStores(IndexKind.Hnsw)]
    [AllStores((object?)null)]
    public async Task In_a_large_collection_what_a_filter_leaves_is_found_however_little_it_is(StoreKind kind, string? indexKind)
    {
        var random = new Random(11);
        var vectors = Enumerable.Range(0, 2500).Select(_ => NewVector(random, unitLength: true)).ToArray();
        var things = await FillAsync(kind, vectors, null, indexKind);

        foreach (var share in new[] { 2, 3, 100, 1250 })
        {
            var query = NewVector(random, unitLength: true);
            var expected = vectors.Select((vector, i) => (Id: i, Score: TensorPrimitives.Dot<float>(query, vector))).Where(item => item.Id % share == 0)
                .OrderByDescending(item => item.Score).Take(10).Select(item => item.Id).ToArray();

            Assert.Equal(expected, await IdsAsync(things, query, record => (bool)record[$"of {share}"]!));
            Assert.Equal(expected, await IdsAsync(things, query, record => (bool)record[$"of {share} unindexed"]!));
            Assert.Equal(expected, await IdsAsync(things, query, record => !((bool)record[$"of {share}"]! == false) || (int)record["id"]! == -1));
        }
    }

    [Theory]
    [AllStores]
    public async Task A_threshold_ends_a_search_of_a_large_collection(StoreKind kind)
    {
        var random = new Random(13);
        var vectors = Enumerable.Range(0, 2500).Select(_ => NewVector(random, unitLength: true)).ToArray();
        var things = await FillAsync(kind, vectors, null);
        var query = vectors[42];

        Assert.Equal(
            vectors.Select((vector, i) => (Id: i, Score: TensorPrimitives.Dot<float>(query, vector))).Where(item => item.Score >= 0.7).OrderByDescending(item => item.Score).Select(item => item.Id),
            await things.SearchAsync(query, top: 100, new() { ScoreThreshold = 0.7 }).Select(result => (int)result.Record["id"]!).ToArrayAsync());
    }

    private async Task<VectorStoreCollection<object, Dictionary<string, object?>>> FillAsync(StoreKind kind, float[][] vectors, string? function, string? indexKind = null)
    {
        var things = (await servers.OpenAsync(kind)).GetDynamicCollection("things", Definition(function, indexKind));
        await things.EnsureCollectionExistsAsync();
        await things.UpsertAsync(vectors.Select((vector, i) => new Dictionary<string, object?>
        {
            ["id"] = i, ["vector"] = vector,
            ["of 2"] = i % 2 == 0, ["of 3"] = i % 3 == 0, ["of 100"] = i % 100 == 0, ["of 1250"] = i % 1250 == 0,
            ["of 2 unindexed"] = i % 2 == 0, ["of 3 unindexed"] = i % 3 == 0, ["of 100 unindexed"] = i % 100 == 0, ["of 1250 unindexed"] = i % 1250 == 0,
        }));
        return things;
    }

    private static async Task<int[]> IdsAsync(
        VectorStoreCollection<object, Dictionary<string, object?>> things, float[] query, System.Linq.Expressions.Expression<Func<Dictionary<string, object?>, bool>> filter) =>
        await things.SearchAsync(query, top: 10, new() { Filter = filter }).Select(result => (int)result.Record["id"]!).ToArrayAsync();

    private static VectorStoreCollectionDefinition Definition(string? function, string? indexKind) => new()
    {
        Properties =
        [
            new VectorStoreKeyProperty("id", typeof(int)),
            .. new[] { 2, 3, 100, 1250 }.SelectMany(share => new[]
            {
                new VectorStoreDataProperty($"of {share}", typeof(bool)) { IsIndexed = true },
                new VectorStoreDataProperty($"of {share} unindexed", typeof(bool)),
            }),
            new VectorStoreVectorProperty("vector", typeof(float[]), Dimensions) { DistanceFunction = function, IndexKind = indexKind },
        ],
    };

    private static float[] NewVector(Random random, bool unitLength)
    {
        var vector = Enumerable.Range(0, Dimensions).Select(_ => (float)((random.NextDouble() * 2) - 1)).ToArray();
        var length = unitLength ? TensorPrimitives.Norm<float>(vector) : 1 / (float)((random.NextDouble() * 3) + 0.1);
        TensorPrimitives.Divide(vector, length, vector);
        return vector;
    }

    private static double Score(string? function, float[] x, float[] y) => function switch
    {
        null or DistanceFunction.CosineSimilarity => Dot(x, y) / Math.Sqrt(Dot(x, x) * Dot(y, y)),
        DistanceFunction.CosineDistance => 1 - (Dot(x, y) / Math.Sqrt(Dot(x, x) * Dot(y, y))),
        DistanceFunction.DotProductSimilarity => Dot(x, y),
        DistanceFunction.NegativeDotProductSimilarity => -Dot(x, y),
        DistanceFunction.EuclideanDistance => Math.Sqrt(x.Zip(y, (a, b) => ((double)a - b) * ((double)a - b)).Sum()),
        DistanceFunction.EuclideanSquaredDistance => x.Zip(y, (a, b) => ((double)a - b) * ((double)a - b)).Sum(),
        DistanceFunction.ManhattanDistance => x.Zip(y, (a, b) => Math.Abs((double)a - b)).Sum(),
        _ => x.Zip(y, (a, b) => a == b ? 0d : 1d).Sum(),
    };

    private static double Dot(float[] x, float[] y) => x.Zip(y, (a, b) => (double)a * b).Sum();
}
