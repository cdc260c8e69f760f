using static Hitl.Memory.Tests.LongTermBed;

namespace Hitl.Memory.Tests;

/// <summary>A forgetting budget against the same decision made over all memories.</summary>
public sealed class BudgetTests(RedisServers servers)
{
    private static readonly MemoryType[] Types = Enum.GetValues<MemoryType>();

    [Theory]
    [AllStores]
    public async Task What_a_budget_forgets_are_the_least_recent_of_all(StoreKind kind)
    {
        var bed = await OpenAsync(servers, kind);
        var random = new Random(7);
        StoredMemory[] memories = [.. Enumerable.Range(0, 300).Select(i => NewMemory(Ann, i, random, bed.Time.Now))];
        await bed.StoreAsync(Ann, memories);
        await bed.StoreAsync(Bob, [.. Enumerable.Range(0, 40).Select(i => NewMemory(Bob, i, random, bed.Time.Now))]);
        ForgettingPolicy[] policies =
        [
            new() { Budget = 0 },
            new() { Budget = 100 },
            new() { Budget = memories.Count(memory => memory.Evictable.Length > 0) - 3 },
            new() { Budget = 300 },
            new() { Budget = 60, Types = [MemoryType.Semantic] },
            new() { Budget = 50, Types = [MemoryType.Episodic, MemoryType.Message, MemoryType.Episodic] },
            new() { Budget = 90, MaxAge = TimeSpan.FromDays(200) },
            new() { Budget = 120, MaxAge = TimeSpan.FromDays(20), MaxInactivity = TimeSpan.FromDays(90) },
            new() { Budget = 100, Weights = new() { Access = 0, Creation = 1 } },
            new() { Budget = 100, Weights = new() { Access = 1, Creation = 0, AccessHalfLife = 0.01 } },
        ];
        foreach (var policy in policies)
        {
            var report = await bed.Memory.ForgetAsync(Ann, policy with { DryRun = true });
            var (passed, rest) = Decide(memories, policy, bed.Time.Now);
            var forgotten = memories.Where(memory => report.Ids.Contains(memory.Id)).ToList();
            Assert.Equal(forgotten.Count, report.Ids.Count);
            Assert.Empty(passed.Except(report.Ids));

            // Of memories that are equally recent any may go.
            Assert.Equal(rest, forgotten.Where(memory => !passed.Contains(memory.Id)).Select(memory => Recency(memory, policy, bed.Time.Now)).Order());
        }

        Assert.Equal(40, await bed.Memory.CountAsync(Bob) + await SupersededAsync(bed, Bob));
    }

    [Theory]
    [AllStores]
    public async Task The_least_recent_are_found_behind_many_that_are_older_and_many_that_are_longer_unused(StoreKind kind)
    {
        var bed = await OpenAsync(servers, kind);
        await bed.StoreAsync(Ann, [.. Enumerable.Range(0, 203).Select(i => i < 100 ? Of(i, 400, 0) : i < 200 ? Of(i, 0, 400) : Of(i, 100, 30))]);

        Assert.Equal(["m200", "m201", "m202"], (await bed.Memory.ForgetAsync(Ann, new() { Budget = 200, DryRun = true })).Ids.Order());
        var report = await bed.Memory.ForgetAsync(Ann, new() { Budget = 150 });
        Assert.Equal(53, report.Ids.Count);
        Assert.All(report.Ids, id => Assert.InRange(int.Parse(id[1..], System.Globalization.CultureInfo.InvariantCulture), 100, 202));

        StoredMemory Of(int i, int age, int idle)
        {
            var memory = MemoryMapping.ToStored(new() { Text = $"fact {i}", CreatedAt = bed.Time.Now.AddDays(-age) }, Ann, $"m{i}", AngleEmbeddings.Vector($"fact {i}"), bed.Time.Now);
            memory.LastAccessed = bed.Time.Now.AddDays(-idle).ToUnixTimeMilliseconds();
            return memory;
        }
    }

    [Fact]
    public async Task A_budget_works_on_a_store_that_is_not_ours()
    {
        var memory = new LongTermMemory(new PlainVectorStore(), new AngleEmbeddings(), new() { DistanceFunction = Microsoft.Extensions.VectorData.DistanceFunction.CosineSimilarity });
        var now = TimeProvider.System.GetUtcNow();
        await memory.CreateAsync(Ann, [.. Enumerable.Range(0, 50).Select(i => new NewMemory { Id = $"m{i:D2}", Text = $"fact {i}", CreatedAt = now.AddDays(-i) })]);

        Assert.Equal(["m49", "m48"], (await memory.ForgetAsync(Ann, new() { Budget = 48 })).Ids);
        Assert.Equal(48, await memory.CountAsync(Ann));
    }

    [Fact]
    public void Twelve_times_the_longest_age_is_no_error()
    {
        var policy = new ForgettingPolicy { MaxAge = TimeSpan.MaxValue, MaxInactivity = TimeSpan.FromDays(1) };

        Assert.False(policy.IsPassed(TimeSpan.FromDays(9999), TimeSpan.FromDays(9999)));
        Assert.True((policy with { MaxAge = TimeSpan.FromDays(1) }).IsPassed(TimeSpan.FromDays(12) + TimeSpan.FromTicks(1), TimeSpan.Zero));
        Assert.False((policy with { MaxAge = TimeSpan.FromDays(1) }).IsPassed(TimeSpan.FromDays(12), TimeSpan.Zero));
    }

    private static (HashSet<string> Passed, IReadOnlyList<double> Surplus) Decide(StoredMemory[] memories, ForgettingPolicy policy, DateTimeOffset now)
    {
        var open = memories.Where(memory => !memory.Pinned && policy.Types.Contains(MemoryMapping.Type(memory.Type))).ToList();
        var passed = open.Where(memory => policy.IsPassed(now - MemoryMapping.Time(memory.CreatedAt), now - MemoryMapping.Time(memory.LastAccessed))).ToList();
        var kept = open.Except(passed).Where(memory => memory.IsActive).Select(memory => Recency(memory, policy, now)).OrderDescending();
        return ([.. passed.Select(memory => memory.Id)], [.. kept.Skip(policy.Budget!.Value).Order()]);
    }

    private static double Recency(StoredMemory memory, ForgettingPolicy policy, DateTimeOffset now) =>
        policy.Weights.Of(MemoryMapping.Time(memory.LastAccessed), MemoryMapping.Time(memory.CreatedAt), now);

    // Some share their times, some are pinned, some were superseded.
    private static StoredMemory NewMemory(MemoryScope scope, int i, Random random, DateTimeOffset now)
    {
        var created = now.AddHours(-random.Next(1, 5000));
        var memory = MemoryMapping.ToStored(
            new() { Text = $"fact {i}", CreatedAt = created, Type = Types[i % Types.Length], Pinned = i % 11 == 0 }, scope, $"m{i}", AngleEmbeddings.Vector($"fact {i}"), now);
        memory.LastAccessed = i % 5 == 0 ? created.ToUnixTimeMilliseconds() : created.AddHours(random.Next(0, (int)(now - created).TotalHours)).ToUnixTimeMilliseconds();
        return i % 7 == 0 ? memory.Superseded("another", now.ToUnixTimeMilliseconds()) : memory;
    }

    private static async Task<int> SupersededAsync(LongTermBed bed, MemoryScope scope)
    {
        var key = scope.Key;
        return await bed.Storage.FindAsync(scope, memory => memory.Scope == key && memory.Active == "", 0, int.MaxValue, null, includeVectors: false, CancellationToken.None).CountAsync();
    }
}
