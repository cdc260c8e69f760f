using Microsoft.Extensions.VectorData;

namespace Hitl.Memory.Tests;

/// <summary>Long-term memory needs nothing but what Microsoft.Extensions.VectorData says that a store has, and no Redis.</summary>
public sealed class AnyStoreTests : IDisposable
{
    private static readonly MemoryScope Ann = LongTermBed.Ann;

    private readonly ManualTime _time = new();
    private readonly PlainVectorStore _store = new();

    public void Dispose() => _store.Dispose();

    private LongTermMemory Memory(string relation = "distinct") =>
        new(_store, new AngleEmbeddings(), new() { DistanceFunction = DistanceFunction.CosineSimilarity }, ScriptedModel.Saying(relation, "merged @0"), time: _time);

    [Fact]
    public async Task It_stores_finds_changes_and_deletes()
    {
        var memory = Memory();
        await memory.CreateAsync(Ann, [new() { Id = "a", Text = "tea @0", Topics = ["drinks"], ThreadId = "t" }, new() { Id = "b", Text = "jam @60" }]);
        await memory.CreateAsync(LongTermBed.Bob, [new() { Id = "a", Text = "of Bob @0" }]);

        var found = (await memory.SearchAsync(Ann, new() { Text = "@0", Recency = false, IncludeTotal = true, Limit = 1 }))!;
        Assert.Equal(("tea @0", 2L, 1), (found.Results.Single().Memory.Text, found.Total, found.NextOffset));
        Assert.Equal(0.5, (await memory.SearchAsync(Ann, new() { Text = "@0", Offset = 1 })).Results.Single().Distance!.Value, 5);
        Assert.Equal(["tea @0"], (await memory.SearchAsync(Ann, new() { Text = "@0", DistanceThreshold = 0.4 })).Results.Select(result => result.Memory.Text));
        Assert.Equal(1, (await memory.GetAsync(Ann, "a"))!.AccessCount);
        await memory.EditAsync(Ann, "a", new() { Text = "tea @90" });
        Assert.Equal("tea @90", (await memory.SearchAsync(Ann, new() { Text = "@90" })).Results[0].Memory.Text);
        Assert.Equal(1, await memory.DeleteAsync(Ann, ["a"]));
        Assert.NotNull(await memory.GetAsync(LongTermBed.Bob, "a"));
        await Assert.ThrowsAsync<NotSupportedException>(() => memory.SearchAsync(Ann, new() { Text = "tea", Mode = MemorySearchMode.Keyword }));
    }

    [Fact]
    public async Task Filters_mean_the_same()
    {
        var memory = Memory();
        await memory.CreateAsync(Ann,
        [
            new() { Id = "a", Text = "a", Topics = ["tea", "food"], ThreadId = "t1", EventDate = _time.Now }, new() { Id = "b", Text = "b", Topics = ["team"], Type = MemoryType.Episodic }, new() { Id = "c", Text = "c" },
        ]);
        await CheckAsync("a", new() { Topics = new() { All = ["tea", "food"] } });
        await CheckAsync("ab", new() { Topics = new() { StartsWith = "te" } });
        await CheckAsync("bc", new() { Topics = new() { NotEqual = "tea" } });
        await CheckAsync("ab", new() { Topics = new() { Any = ["food", "team"] } });
        await CheckAsync("a", new() { ThreadId = new() { StartsWith = "t" } });
        await CheckAsync("bc", new() { ThreadId = new() { NotEqual = "t1" } });
        await CheckAsync("b", new() { Type = new() { Equal = "episodic" } });
        await CheckAsync("a", new() { EventDate = new() { AtOrAfter = _time.Now } });
        await CheckAsync("bc", new() { EventDate = new() { NotEqual = _time.Now } });

        async Task CheckAsync(string expected, MemoryFilter filter) =>
            Assert.Equal(expected, string.Concat((await memory.SearchAsync(Ann, new() { Text = "@0", Filter = filter })).Results.Select(result => result.Memory.Id).Order()));
    }

    [Fact]
    public async Task It_merges_undoes_compacts_and_forgets()
    {
        var memory = Memory("same");
        await memory.CreateAsync(Ann, new NewMemory { Text = "a @0" });
        var merged = await memory.CreateAsync(Ann, new NewMemory { Text = "b @1" });
        Assert.Equal(MemoryWriteOutcome.Merged, merged.Outcome);
        Assert.Equal(["merged @0"], (await memory.SearchAsync(Ann, new())).Results.Select(result => result.Memory.Text));
        Assert.Equal(2, (await memory.UndoMergeAsync(Ann, merged.Memory.Id)).Count);
        Assert.Equal(0, (await memory.CompactAsync(Ann)).Merged);
        _time.Now = _time.Now.AddYears(1);
        Assert.Equal(2, (await memory.ForgetAsync(Ann, new() { MaxAge = TimeSpan.FromDays(30) })).Ids.Count);
        Assert.Equal(0, await memory.CountAsync(Ann));
    }

    [Fact]
    public async Task Writers_in_one_process_store_the_same_once()
    {
        var memory = Memory();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => memory.CreateAsync(Ann, new NewMemory { Text = $"fact {i % 2}" })));
        Assert.Equal(2, await memory.CountAsync(Ann));
    }
}
