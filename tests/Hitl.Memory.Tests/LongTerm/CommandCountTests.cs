using System.Globalization;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;

namespace Hitl.Memory.Tests;

/// <summary>
/// What an operation sends to the server does not follow from how much is remembered. <c>HITL_TEST_MEMORIES</c> sets how many memories
/// the larger store has.
/// </summary>
public sealed class CommandCountTests(RedisServers servers)
{
    // A search ranks the 100 best, of which it reads some more to be sure: there must be as many.
    private const int Few = 150;

    private static readonly int Many = int.Parse(Environment.GetEnvironmentVariable("HITL_TEST_MEMORIES") ?? "20000", CultureInfo.InvariantCulture);

    [Theory]
    [AllStores]
    public async Task As_many_commands_are_sent_over_many_memories_as_over_few(StoreKind kind)
    {
        var few = await CountAsync(kind, Few);
        var many = await CountAsync(kind, Many);
        foreach (var (operation, commands) in few)
        {
            Assert.True(many[operation] <= commands + 2, $"{operation}: {commands} commands over {Few} memories, {many[operation]} over {Many}");
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
        await FillAsync(store, memories, time.Now);
        await memory.CreateAsync(LongTermBed.Ann, [.. Enumerable.Range(0, 5).Select(i => new NewMemory { Id = $"old{i}", Text = $"old {i}", CreatedAt = time.Now.AddYears(-2) })]);
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < 8; i++)
        {
            // The first searches find out how much of the index must be followed.
            await SearchAsync($"fact {i}");
        }

        await MeasureAsync("search", () => SearchAsync("fact 77"));
        await MeasureAsync("page", () => memory.SearchAsync(LongTermBed.Ann, new() { Offset = 20, RecordAccess = false }));
        await MeasureAsync("total", () => memory.SearchAsync(LongTermBed.Ann, new() { IncludeTotal = true, RecordAccess = false }));
        await MeasureAsync("count", () => memory.CountAsync(LongTermBed.Ann));
        await MeasureAsync("dedupe", () => memory.CreateAsync(LongTermBed.Ann, [new() { Text = "fact 3" }, new() { Text = "fact new" }]));
        await MeasureAsync("get", () => memory.GetAsync(LongTermBed.Ann, "m9"));
        await MeasureAsync("forget by age", () => ForgetAsync(5, new() { MaxAge = TimeSpan.FromDays(365) }));
        await MeasureAsync("forget by age and use", () => ForgetAsync(0, new() { MaxAge = TimeSpan.FromDays(365), MaxInactivity = TimeSpan.FromDays(1) }));
        await MeasureAsync("forget within a budget", () => ForgetAsync(4, new() { Budget = memories - 3 }));
        await MeasureAsync("forget nothing", () => ForgetAsync(0, new() { Budget = memories }));
        Assert.Equal(memories - 3, await memory.CountAsync(LongTermBed.Ann));
        return counts;

        Task SearchAsync(string text) => memory.SearchAsync(LongTermBed.Ann, new() { Text = text, RecordAccess = false });

        async Task ForgetAsync(int expected, ForgettingPolicy policy) => Assert.Equal(expected, (await memory.ForgetAsync(LongTermBed.Ann, policy)).Ids.Count);

        async Task MeasureAsync(string operation, Func<Task> run)
        {
            session = new ProfilingSession();
            await run();
            var sent = session;
            session = null;
            counts[operation] = sent.FinishProfiling().Count();
        }
    }

    // The records that creating the memories would make, without looking for duplicates of each.
    private static async Task FillAsync(Microsoft.Extensions.VectorData.VectorStore store, int memories, DateTimeOffset now)
    {
        var storage = new MemoryStorage(store, AngleEmbeddings.Dimensions, new());
        await using var gate = await new ScopeLocks(null, TimeSpan.FromSeconds(30)).AcquireAsync(LongTermBed.Ann, CancellationToken.None);
        await storage.OpenAsync(CancellationToken.None);
        await Parallel.ForEachAsync(Enumerable.Range(0, memories).Chunk(500), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (batch, cancellationToken) =>
            await storage.UpsertAsync(gate, [.. batch.Select(i => Stored(i, now))], cancellationToken));
    }

    private static StoredMemory Stored(int i, DateTimeOffset now) => MemoryMapping.ToStored(
        new() { Text = $"fact {i}", CreatedAt = now.AddMinutes(-i) }, LongTermBed.Ann, $"m{i}", AngleEmbeddings.Vector($"fact {i}"), now);
}
