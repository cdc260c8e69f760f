using System.Globalization;
using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.Benchmarks.Vectors;

/// <summary>Recall and speed of the vector stores, beside the commands of the server that they stand on.</summary>
internal static class VectorsCommand
{
    private const string Usage = "usage: vectors CONNECTION [RECORDS] [PART]";

    /// <summary>Runs the benchmark on a Redis 8 server; on Redis Search too, where the server has it.</summary>
    /// <param name="args">A connection string; the number of records if it is not 100000; what the title of a part has in it, if not all parts are to be run.</param>
    /// <param name="output">Where the figures go.</param>
    /// <param name="errors">Where the usage goes when the arguments are wrong.</param>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        var count = 100_000;
        if (args.Length is 0 or > 3 || (args.Length >= 2 && !int.TryParse(args[1], CultureInfo.InvariantCulture, out count)))
        {
            await errors.WriteLineAsync(Usage);
            return 2;
        }

        var options = ConfigurationOptions.Parse(args[0]);
        (options.AsyncTimeout, options.Protocol) = (600_000, RedisProtocol.Resp2);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
        var database = connection.GetDatabase();
        foreach (var isClustered in (bool[])[true, false])
        {
            var vectors = new BenchVectors(isClustered);
            var data = Enumerable.Range(0, count).Select(_ => vectors.Next()).ToArray();
            var queries = Enumerable.Range(0, StoreRun.Queries).Select(_ => vectors.Next()).ToArray();
            var run = new StoreRun(data, queries, output);
            var prefix = $"bench-{Guid.NewGuid():N}";
            var (sets, search) = ($"vector sets, {vectors.Name}", $"Redis Search, {vectors.Name}");
            if (IsWanted(sets))
            {
                await run.MeasureAsync(
                    sets, new RedisVectorSetStore(database, new() { KeyPrefix = prefix }).GetCollection<int, BenchRecord>(vectors.Name),
                    new VectorSetPeer(database, prefix, vectors.Name));
            }

            if (IsWanted(search) && await HasSearchAsync(database))
            {
                await run.MeasureAsync(
                    search, new RedisSearchStore(database, new() { KeyPrefix = prefix }).GetCollection<int, BenchRecord>(vectors.Name),
                    new SearchPeer(database, prefix));
            }
        }

        return 0;

        bool IsWanted(string title) => args.Length < 3 || title.Contains(args[2], StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<bool> HasSearchAsync(IDatabase database)
    {
        try
        {
            await database.ExecuteAsync("FT._LIST");
            return true;
        }
        catch (RedisServerException)
        {
            return false;
        }
    }
}
