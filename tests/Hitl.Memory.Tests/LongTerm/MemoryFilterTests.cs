namespace Hitl.Memory.Tests;

public sealed class MemoryFilterTests(RedisServers servers)
{
    private static readonly MemoryScope Ann = LongTermBed.Ann;
    private static readonly DateTimeOffset Day = new(2026, 1, 10, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [AllStores]
    public async Task Each_condition_means_what_it_says(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        await bed.Memory.CreateAsync(Ann,
        [
            new() { Id = "a", Text = "a", Topics = ["tea", "food"], Entities = ["Ann"], ThreadId = "t1", EventDate = Day, CreatedAt = Day },
            new() { Id = "b", Text = "b", Topics = ["tea"], ThreadId = "t2", EventDate = Day.AddDays(1), CreatedAt = Day.AddDays(1), Type = MemoryType.Episodic },
            new() { Id = "c", Text = "c", Topics = ["team", "Tea"], ThreadId = "T1", EventDate = Day.AddDays(2), CreatedAt = Day.AddDays(2) },
            new() { Id = "d", Text = "d", CreatedAt = Day.AddDays(3) },
        ]);

        await CheckAsync("ab", new() { Topics = new() { Equal = "tea" } });
        await CheckAsync("cd", new() { Topics = new() { NotEqual = "tea" } });
        await CheckAsync("abc", new() { Topics = new() { Any = ["food", "tea", "Tea"] } });
        await CheckAsync("a", new() { Topics = new() { All = ["food", "tea"] } });
        await CheckAsync("abc", new() { Topics = new() { StartsWith = "te" } });
        await CheckAsync("c", new() { Topics = new() { StartsWith = "te", NotEqual = "tea" } });
        await CheckAsync("a", new() { Entities = new() { Equal = "Ann" } });
        await CheckAsync("", new() { Entities = new() { Equal = "ann" } });
        await CheckAsync("a", new() { ThreadId = new() { Equal = "t1" } });
        await CheckAsync("bcd", new() { ThreadId = new() { NotEqual = "t1" } });
        await CheckAsync("ac", new() { ThreadId = new() { Any = ["t1", "T1"] } });
        await CheckAsync("ab", new() { ThreadId = new() { StartsWith = "t" } });
        await CheckAsync("", new() { ThreadId = new() { All = ["t1", "t2"] } });
        await CheckAsync("b", new() { Type = new() { Equal = "episodic" } });
        await CheckAsync("acd", new() { Type = new() { Any = ["semantic", "message"] } });
        await CheckAsync("bd", new() { Id = new() { Any = ["b", "d", "x"] } });
        await CheckAsync("b", new() { EventDate = new() { After = Day, Before = Day.AddDays(2) } });
        await CheckAsync("ab", new() { EventDate = new() { AtOrAfter = Day, AtOrBefore = Day.AddDays(1) } });
        await CheckAsync("", new() { EventDate = new() { After = Day.AddDays(2), Before = Day } });
        await CheckAsync("b", new() { EventDate = new() { Equal = Day.AddDays(1).ToOffset(TimeSpan.FromHours(5)) } });
        await CheckAsync("bcd", new() { EventDate = new() { NotEqual = Day } });
        await CheckAsync("abc", new() { EventDate = new() { Between = [Day, Day.AddDays(2)] } });
        await CheckAsync("cd", new() { CreatedAt = new() { After = Day.AddDays(1) } });
        await CheckAsync("d", new() { LastAccessed = new() { AtOrAfter = Day.AddDays(3) } });
        await CheckAsync("b", new() { Topics = new() { Equal = "tea" }, Type = new() { Equal = "episodic" } });

        async Task CheckAsync(string expected, MemoryFilter filter)
        {
            foreach (var text in (string?[])[null, "@0"])
            {
                var page = await bed.Memory.SearchAsync(Ann, new() { Text = text, Filter = filter, IncludeTotal = true, RecordAccess = false });
                Assert.Equal(expected, string.Concat(page.Results.Select(result => result.Memory.Id).Order()));
                Assert.Equal(expected.Length, page.Total);
            }

            Assert.Equal(expected.Length, await bed.Memory.CountAsync(Ann, filter));
        }
    }

    [Theory]
    [AllStores]
    public async Task A_filter_that_says_nothing_is_an_error(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        MemoryFilter[] wrong =
        [
            new(), new() { Topics = new() }, new() { Topics = new() { Equal = "" } }, new() { Topics = new() { NotEqual = "" } }, new() { Topics = new() { Any = [] } }, new() { Topics = new() { All = [] } },
            new() { Topics = new() { All = ["a", ""] } }, new() { ThreadId = new() { StartsWith = "" } }, new() { Type = new() { Equal = "other" } }, new() { EventDate = new() },
            new() { EventDate = new() { Between = [Day] } }, new() { EventDate = new() { Between = [Day, Day.AddDays(-1)] } }, new() { Topics = new() { Any = [.. Enumerable.Range(0, 101).Select(i => $"{i}")] } },
        ];
        foreach (var filter in wrong)
        {
            await Assert.ThrowsAsync<InvalidMemoryFilterException>(() => bed.Memory.SearchAsync(Ann, new() { Text = "a", Filter = filter }));
            await Assert.ThrowsAsync<InvalidMemoryFilterException>(() => bed.Memory.CountAsync(Ann, filter));
        }
    }

    [Theory]
    [AllStores]
    public async Task Relaxing_leaves_thread_and_scope_alone(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        await bed.AddAsync("mine @0", with: memory => memory with { ThreadId = "t", Topics = ["tea"] });
        await bed.AddAsync("mine elsewhere @0", with: memory => memory with { ThreadId = "u", Topics = ["rare"] });
        await bed.AddAsync("yours @0", LongTermBed.Bob, memory => memory with { ThreadId = "t", Topics = ["rare"] });
        var filter = new MemoryFilter { ThreadId = new() { Equal = "t" }, Topics = new() { Equal = "rare" }, Type = new() { Equal = "episodic" }, CreatedAt = new() { Before = Day } };

        Assert.Empty(await bed.FindAsync("@0", with: search => search with { Filter = filter }));
        var page = await bed.Memory.SearchAsync(Ann, new() { Text = "@0", Filter = filter, RelaxFilter = true });
        Assert.True(page.IsRelaxed);
        Assert.Equal(["mine @0"], page.Results.Select(result => result.Memory.Text));
        var exact = await bed.Memory.SearchAsync(Ann, new() { Text = "@0", Filter = new() { Topics = new() { Equal = "tea" } }, RelaxFilter = true });
        Assert.False(exact.IsRelaxed);
        Assert.Single(exact.Results);
        Assert.Empty((await bed.Memory.SearchAsync(Ann, new() { Text = "@0", Filter = filter with { ThreadId = new() { Equal = "no thread" } }, RelaxFilter = true })).Results);
        Assert.Equal(2, (await bed.Memory.SearchAsync(Ann, new() { Text = "@0", Filter = new() { Topics = new() { Equal = "none" } }, RelaxFilter = true })).Results.Count);
    }
}
