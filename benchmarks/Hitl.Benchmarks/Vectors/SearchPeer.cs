using System.Globalization;
using System.Runtime.InteropServices;
using StackExchange.Redis;

namespace Hitl.Benchmarks.Vectors;

/// <summary>FT.SEARCH on an index of its own, as somebody would make it by hand, which returns all but the vector.</summary>
internal sealed class SearchPeer(IDatabase database, string prefix) : IPeer
{
    private const int Page = 1_000;

    private readonly string _index = $"{prefix}:bare";
    private int _count;

    public string Command => "FT.SEARCH EF_RUNTIME";

    public IReadOnlyList<int?> Efforts { get; } = [100, 200, 400, 800, 1600, null];

    public async Task LoadAsync(float[][] data)
    {
        _count = data.Length;
        await database.ExecuteAsync(
            "FT.CREATE", _index, "ON", "HASH", "PREFIX", 1, $"{_index}:", "SCHEMA", "hundredth", "NUMERIC", "half", "TAG",
            "vector", "VECTOR", "HNSW", 6, "TYPE", "FLOAT32", "DIM", BenchRecord.Dimensions, "DISTANCE_METRIC", "COSINE");
        foreach (var page in Enumerable.Range(0, data.Length).Chunk(Page))
        {
            await Task.WhenAll(page.Select(i => database.HashSetAsync(
                $"{_index}:{i}", [new("hundredth", i % 100), new("half", i % 2 == 0 ? 1 : 0), new("text", $"text {i}"), new("vector", Bytes(data[i]))])));
        }
    }

    public async Task<int[]> SearchAsync(float[] query, Selection selection, int top, int? effort)
    {
        var how = effort is { } links ? $" EF_RUNTIME {links}" : " HYBRID_POLICY ADHOC_BF";
        var among = effort is null && selection.Search == "*" ? "(@hundredth:[0 99])" : selection.Search;
        var found = (RedisResult[])(await database.ExecuteAsync(
            "FT.SEARCH", _index, $"{among}=>[KNN {top} @vector $vector{how}]", "RETURN", 3, "hundredth", "half", "text",
            "LIMIT", 0, top, "PARAMS", 2, "vector", Bytes(query), "TIMEOUT", 0, "DIALECT", 2))!;
        return [.. found.Where((_, at) => at % 2 == 1).Select(key => int.Parse(((string)key!)[(_index.Length + 1)..], CultureInfo.InvariantCulture))];
    }

    public async ValueTask DisposeAsync()
    {
        await database.ExecuteAsync("FT.DROPINDEX", _index);
        foreach (var page in Enumerable.Range(0, _count).Chunk(Page))
        {
            await database.KeyDeleteAsync([.. page.Select(i => (RedisKey)$"{_index}:{i}")]);
        }
    }

    private static byte[] Bytes(float[] vector) => MemoryMarshal.AsBytes(vector.AsSpan()).ToArray();
}
