using System.Globalization;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;

namespace Hitl.Memory.Tests;

/// <summary>What an operation sends to the server does not follow from how much is remembered. <c>HITL_TEST_MEMORIES</c> sets how many memories the larger store has.</summary>
public sealed class CommandCountTests(RedisServers servers)
{
    private const int Few = 150;

    private static readonly int Many = int.Parse(Environment.GetEnvironmentVariable("HITL_TEST_MEMORIES") ?? "3000", CultureInfo.InvariantCulture);

    [Theory]
    [AllStores]
    public async Task As_many_commands_are_sent_over_many_memories_as_over_few(StoreKind kind)
    {
        var few = await CountAsync(kind, Few);
        var larger = kind == StoreKind.EmbeddedVectorSets ? Math.Min(Many, 3000) : Many;
        var many = await CountAsync(kind, larger);
        foreach (var (operation, commands) in few)
        {
            if (kind == StoreKind.EmbeddedVectorSets && operation is "search" or "dedupe")
            {
                // The embedded server filters and compares exactly in the process.
                continue;
            }

            Assert.True(many[operation] <= commands + 2, $"{operation}: {commands} commands over {Few} memories, {many[operation]} over {larger}");
        }
    }

    private async Task<Dictionary<string, int>> CountAsync(StoreKind kind, int memories)
    {
        var server = await servers.ServerAsync(kind);
        var configuration = ConfigurationOptions.Parse(server.ConnectionString);
        configuration.AsyncTimeout = 60_000;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(configuration);
        ProfilingSession? session = null;
        connection.RegisterProfiler(() => session);
        var prefix = server.NewPrefix();
        var time = new ManualTime();
        Microsoft.Extensions.VectorData.VectorStore store = kind == StoreKind.RedisSearch
            ? new RedisSearchStore(connection.GetDatabase(), new() { KeyPrefix = prefix })
            : new RedisVectorSetStore(connection.GetDatabase(), new() { KeyPrefix = prefix });
        var memory = new LongTermMemory(store, new AngleEmbeddings(), model: ScriptedModel.Saying("distinct"), redis: new(new() { KeyPrefix = prefix, Partitions = 2 }, connection), time: time);
        var others = new LongTermMemory(store, new AngleEmbeddings(), time: time);
        foreach (var batch in Enumerable.Range(0, memories).Chunk(100))
        {
            await others.CreateAsync(LongTermBed.Ann, [.. batch.Select(i => new NewMemory { Id = $"m{i}", Text = $"fact {i}", CreatedAt = time.Now.AddMinutes(-i) })]);
        }

        await memory.CreateAsync(LongTermBed.Ann, [.. Enumerable.Range(0, 5).Select(i => new NewMemory { Id = $"old{i}", Text = $"old {i}", CreatedAt = time.Now.AddYears(-2) })]);
        var search = new MemorySearch { Text = "fact 7", RecordAccess = false };
        var counts = new Dictionary<string, int>();
        await MeasureAsync("warm up", () => memory.SearchAsync(LongTermBed.Ann, search));
        await MeasureAsync("search", () => memory.SearchAsync(LongTermBed.Ann, search));
        await MeasureAsync("page", () => memory.SearchAsync(LongTermBed.Ann, new() { Offset = 20, RecordAccess = false }));
        await MeasureAsync("dedupe", () => memory.CreateAsync(LongTermBed.Ann, [new() { Text = "fact 3" }, new() { Text = "fact new" }]));
        await MeasureAsync("get", () => memory.GetAsync(LongTermBed.Ann, "m9"));
        await MeasureAsync("forget", () => memory.ForgetAsync(LongTermBed.Ann, new() { MaxAge = TimeSpan.FromDays(365) }));
        counts.Remove("warm up");
        Assert.Equal(memories + 1, await memory.CountAsync(LongTermBed.Ann));
        return counts;

        async Task MeasureAsync(string operation, Func<Task> run)
        {
            session = new ProfilingSession();
            await run();
            var sent = session;
            session = null;
            counts[operation] = sent.FinishProfiling().Count();
        }
    }
}
