using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.Extensions.VectorData;

namespace Hitl.Benchmarks.Vectors;

/// <summary>Fills a store and compares its searches with the truth and with the bare commands.</summary>
internal sealed class StoreRun(float[][] data, float[][] queries, TextWriter output)
{
    /// <summary>How many searches are measured.</summary>
    public const int Queries = 100;

    private const int Top = 10;
    private const int Page = 1_000;
    private const double Enough = 0.95;

    // Searches find out how much they must look at; that is over by then.
    private const int WarmUps = 12;

    public async Task MeasureAsync(string name, VectorStoreCollection<int, BenchRecord> records, IPeer peer)
    {
        await records.EnsureCollectionExistsAsync();
        try
        {
            var watch = Stopwatch.StartNew();
            foreach (var page in Enumerable.Range(0, data.Length).Chunk(Page))
            {
                await records.UpsertAsync(page.Select(i => new BenchRecord { Id = i, Hundredth = i % 100, Half = i % 2 == 0, Text = $"text {i}", Vector = data[i] }));
            }

            await WriteAsync($"{name}, {data.Length} records of {BenchRecord.Dimensions} dimensions: {data.Length / watch.Elapsed.TotalSeconds:F0} upserts a second");
            await using (peer)
            {
                await peer.LoadAsync(data);
                foreach (var selection in Selection.All)
                {
                    await CompareAsync(selection, records, peer);
                }
            }
        }
        finally
        {
            await records.EnsureCollectionDeletedAsync();
        }
    }

    private async Task CompareAsync(Selection selection, VectorStoreCollection<int, BenchRecord> records, IPeer peer)
    {
        var truth = queries.Select(query => Closest(query, selection)).ToArray();
        var options = new VectorSearchOptions<BenchRecord> { Filter = selection.Filter };
        foreach (var query in queries.Take(WarmUps))
        {
            await records.SearchAsync(query, Top, options).CountAsync();
        }

        var (_, storeP50) = await MeasureAsync(
            $"  {selection.Name}", truth, async i => await records.SearchAsync(queries[i], Top, options).Select(result => result.Record.Id).ToArrayAsync());
        foreach (var effort in peer.Efforts)
        {
            var (recall, p50) = await MeasureAsync(
                $"    {peer.Command} {effort?.ToString(CultureInfo.InvariantCulture) ?? "all"}", truth, i => peer.SearchAsync(queries[i], selection, Top, effort));
            if (recall >= Enough)
            {
                await WriteAsync($"    the store's p50 is {storeP50 / p50:F2} times that of the first bare search with a recall of {Enough}");
                break;
            }
        }
    }

    private async Task<(double Recall, double P50)> MeasureAsync(string name, HashSet<int>[] truth, Func<int, Task<int[]>> search)
    {
        var times = new double[truth.Length];
        var hits = 0;
        for (var i = 0; i < truth.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var found = await search(i);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            hits += found.Count(truth[i].Contains);
        }

        Array.Sort(times);
        var recall = (double)hits / truth.Sum(closest => closest.Count);
        await WriteAsync($"{name,-32} recall {recall:F3}   p50 {times[times.Length / 2]:F2} ms   p95 {times[times.Length * 95 / 100]:F2} ms");
        return (recall, times[times.Length / 2]);
    }

    private HashSet<int> Closest(float[] query, Selection selection) =>
        [.. Enumerable.Range(0, data.Length).Where(selection.Matches).OrderByDescending(i => TensorPrimitives.Dot<float>(query, data[i])).Take(Top)];

    private Task WriteAsync(FormattableString line) => output.WriteLineAsync(FormattableString.Invariant(line));
}
