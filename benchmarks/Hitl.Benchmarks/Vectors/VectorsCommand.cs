using System.Diagnostics;
using System.Globalization;
using System.Linq.Expressions;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Hitl.Memory;
using Microsoft.Extensions.VectorData;
using StackExchange.Redis;

namespace Hitl.Benchmarks.Vectors;

/// <summary>Recall and speed of the vector set store, beside the commands of the server that it stands on.</summary>
internal sealed class VectorsCommand(IDatabase database, TextWriter output)
{
    private const int Top = 10;
    private const int Queries = 100;

    // Searches find out how much they must look at; that is over by then.
    private const int WarmUps = 12;

    /// <summary>Runs the benchmark on a Redis 8 server.</summary>
    /// <param name="args">A connection string, and the number of records if it is not 100000.</param>
    /// <param name="output">Where the figures go.</param>
    /// <param name="errors">Where the usage goes when the arguments are wrong.</param>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        var count = 100_000;
        if (args.Length is 0 or > 2 || (args.Length == 2 && !int.TryParse(args[1], CultureInfo.InvariantCulture, out count)))
        {
            await errors.WriteLineAsync("vectors CONNECTION [RECORDS]");
            return 2;
        }

        var options = ConfigurationOptions.Parse(args[0]);
        options.AsyncTimeout = 600_000;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
        var command = new VectorsCommand(connection.GetDatabase(), output);
        await command.RunAsync(new BenchVectors(clustered: true), count);
        await command.RunAsync(new BenchVectors(clustered: false), count);
        return 0;
    }

    private async Task RunAsync(BenchVectors vectors, int count)
    {
        var data = Enumerable.Range(0, count).Select(_ => vectors.Next()).ToArray();
        var queries = Enumerable.Range(0, Queries).Select(_ => vectors.Next()).ToArray();
        var prefix = $"bench-{Guid.NewGuid():N}";
        var records = new RedisVectorSetStore(database, new() { KeyPrefix = prefix }).GetCollection<int, BenchRecord>(vectors.Name);
        await records.EnsureCollectionExistsAsync();
        try
        {
            var watch = Stopwatch.StartNew();
            foreach (var page in Enumerable.Range(0, count).Chunk(1000))
            {
                await records.UpsertAsync(page.Select(i => new BenchRecord { Id = i, Hundredth = i % 100, Half = i % 2 == 0, Text = $"text {i}", Vector = data[i] }));
            }

            await WriteAsync($"{vectors.Name}, {count} records of {BenchRecord.Dimensions} dimensions: {count / watch.Elapsed.TotalSeconds:F0} upserts a second");
            var head = $"{{{prefix}:vectors:{vectors.Name}}}:";
            RedisKey set = $"{head}{await database.HashGetAsync(head + "head", "gen")}:v:{nameof(BenchRecord.Vector)}";
            await CompareAsync("all", records, set, data, queries, _ => true, null);
            await CompareAsync("1%", records, set, data, queries, i => i % 100 == 7, record => record.Hundredth == 7, "FILTER", ".Hundredth == 7");
            await CompareAsync("50%", records, set, data, queries, i => i % 2 == 0, record => record.Half, "FILTER", ".Half == 1");
        }
        finally
        {
            await records.EnsureCollectionDeletedAsync();
        }
    }

    private async Task CompareAsync(
        string name, VectorStoreCollection<int, BenchRecord> records, RedisKey set, float[][] data, float[][] queries,
        Func<int, bool> matches, Expression<Func<BenchRecord, bool>>? filter, params object[] written)
    {
        var truth = queries.Select(query => Closest(data, query, matches)).ToArray();
        var options = new VectorSearchOptions<BenchRecord> { Filter = filter };
        foreach (var query in queries.Take(WarmUps))
        {
            await records.SearchAsync(query, Top, options).CountAsync();
        }

        await MeasureAsync($"  {name}", truth, async i => await records.SearchAsync(queries[i], Top, options).Select(result => result.Record.Id).ToArrayAsync());
        object[][] efforts = [["EF", 200], ["EF", 800], ["TRUTH"]];
        foreach (var effort in efforts)
        {
            await MeasureAsync($"    VSIM {string.Join(' ', effort)}", truth, async i =>
            {
                var found = await database.ExecuteAsync(
                    "VSIM", [set, "FP32", MemoryMarshal.AsBytes(queries[i].AsSpan()).ToArray(), "WITHSCORES", "COUNT", Top, .. effort, .. written]);

                // An element is named by 12 characters of the store, then the key.
                return [.. ((RedisResult[])found!).Where((_, at) => at % 2 == 0).Select(element => int.Parse(((string)element!)[12..], CultureInfo.InvariantCulture))];
            });
        }
    }

    private async Task MeasureAsync(string name, HashSet<int>[] truth, Func<int, Task<int[]>> search)
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
        await WriteAsync($"{name,-20} recall {(double)hits / truth.Sum(closest => closest.Count):F3}   p50 {times[times.Length / 2]:F2} ms   p95 {times[times.Length * 95 / 100]:F2} ms");
    }

    private static HashSet<int> Closest(float[][] data, float[] query, Func<int, bool> matches) =>
        [.. Enumerable.Range(0, data.Length).Where(matches).OrderByDescending(i => TensorPrimitives.Dot<float>(query, data[i])).Take(Top)];

    private Task WriteAsync(FormattableString line) => output.WriteLineAsync(FormattableString.Invariant(line));
}
