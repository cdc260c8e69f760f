using System.Globalization;
using System.Runtime.InteropServices;
using StackExchange.Redis;

namespace Hitl.Benchmarks.Vectors;

/// <summary>VSIM on the set of the store itself.</summary>
internal sealed class VectorSetPeer(IDatabase database, string prefix, string collection) : IPeer
{
    // An element is named by 12 characters of the store, then the key.
    private const int NameLength = 12;

    private RedisKey _set;

    public string Command => "VSIM EF";

    public IReadOnlyList<int?> Efforts { get; } = [200, 400, 800, 1600, 3200, null];

    public async Task LoadAsync(float[][] data)
    {
        var head = $"{{{prefix}:vectors:{collection}}}:";
        _set = $"{head}{await database.HashGetAsync(head + "head", "gen")}:v:{nameof(BenchRecord.Vector)}";
    }

    public async Task<int[]> SearchAsync(float[] query, Selection selection, int top, int? effort)
    {
        object[] how = effort is { } links ? ["EF", links] : ["TRUTH"];
        object[] filter = selection.VectorSet is { } text ? ["FILTER", text] : [];
        var found = (RedisResult[])(await database.ExecuteAsync(
            "VSIM", [_set, "FP32", MemoryMarshal.AsBytes(query.AsSpan()).ToArray(), "WITHSCORES", "COUNT", top, .. how, .. filter]))!;
        return [.. found.Where((_, at) => at % 2 == 0).Select(element => int.Parse(((string)element!)[NameLength..], CultureInfo.InvariantCulture))];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
