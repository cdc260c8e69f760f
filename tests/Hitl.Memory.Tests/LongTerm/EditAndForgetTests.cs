using System.Text.Json.Nodes;

namespace Hitl.Memory.Tests;

public sealed class EditAndForgetTests(RedisServers servers)
{
    private static readonly MemoryScope Ann = LongTermBed.Ann;

    [Theory]
    [AllStores]
    public async Task A_patch_changes_clears_and_leaves_alone(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        await bed.AddAsync("old @0", with: memory => memory with
        {
            Id = "a", ThreadId = "t", Topics = ["x"], Entities = ["y"], EventDate = bed.Time.Now, Metadata = new() { ["k"] = 1 }, Pinned = true,
        });
        bed.Time.Now = bed.Time.Now.AddMinutes(1);

        var untouched = (await bed.Memory.EditAsync(Ann, "a", new() { Topics = new[] { "z" } }))!;
        Assert.Equal(("old @0", "t", true, bed.Time.Now), (untouched.Text, untouched.ThreadId, untouched.Pinned, untouched.UpdatedAt));
        Assert.Equal(["z"], untouched.Topics);
        Assert.Equal(["y"], untouched.Entities);

        await bed.Memory.EditAsync(Ann, "a", new()
        {
            ThreadId = null, Topics = null, Entities = null, EventDate = null, Metadata = (JsonObject?)null, Pinned = false, Type = MemoryType.Episodic, Text = "new @90",
        });
        var cleared = (await bed.Memory.GetAsync(Ann, "a"))!;
        Assert.Equal(("new @90", null, null, null, false, MemoryType.Episodic), (cleared.Text, cleared.ThreadId, cleared.EventDate, cleared.Metadata, cleared.Pinned, cleared.Type));
        Assert.Empty(cleared.Topics);
        Assert.Empty(cleared.Entities);
        Assert.Equal(MemoryKeys.Hash(Ann, "new @90", null, "episodic"), cleared.Hash);
        Assert.Equal(["new @90"], await bed.FindAsync("@90", with: search => search with { DistanceThreshold = 0.01 }));
        Assert.Null(await bed.Memory.EditAsync(Ann, "unknown", new() { Text = "x" }));
    }

    [Theory]
    [AllStores]
    public async Task A_patch_that_cannot_be_changes_nothing(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        await bed.AddAsync("old", with: memory => memory with { Id = "a" });
        MemoryPatch[] wrong = [new() { Text = "" }, new() { Text = (string)null! }, new() { Text = new string('x', 65537) }, new() { ThreadId = "" }, new() { Topics = new[] { "" } }, new() { Type = (MemoryType)9 }];
        foreach (var patch in wrong)
        {
            Assert.Equal("a", (await Assert.ThrowsAsync<InvalidMemoryException>(() => bed.Memory.EditAsync(Ann, "a", patch))).MemoryId);
        }

        bed.Embeddings.FailsOn = text => text == "new";
        Assert.Equal("a", (await Assert.ThrowsAsync<MemoryEmbeddingException>(() => bed.Memory.EditAsync(Ann, "a", new() { Text = "new", Pinned = true }))).MemoryId);
        Assert.False((await bed.Memory.GetAsync(Ann, "a"))!.Pinned);
    }

    [Theory]
    [AllStores]
    public async Task Edits_and_accesses_that_meet_are_all_kept(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind, options: new() { AccessInterval = TimeSpan.Zero });
        await bed.AddAsync("tea @0", with: memory => memory with { Id = "a" });
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            await bed.Memory.EditAsync(Ann, "a", (i % 4) switch
            {
                0 => new() { Topics = new[] { "t" } },
                1 => new() { Entities = new[] { "e" } },
                2 => new() { ThreadId = "thread" },
                _ => new() { Pinned = true },
            });
            await bed.Memory.SearchAsync(Ann, new() { Text = "@0" });
        }));

        var memory = (await bed.Memory.GetAsync(Ann, "a"))!;
        Assert.Equal(("t", "e", "thread", true), (memory.Topics.Single(), memory.Entities.Single(), memory.ThreadId, memory.Pinned));
    }

    [Theory]
    [AllStores]
    public async Task Policies_forget_what_they_say(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind, options: new() { AccessInterval = TimeSpan.Zero });
        var now = bed.Time.Now;
        foreach (var (id, age, idle) in new[] { ("fresh", 1, 1), ("used", 50, 1), ("idle", 50, 40), ("ancient", 400, 1), ("pinned", 500, 500) })
        {
            await bed.AddAsync($"{id} text", with: memory => memory with { Id = id, CreatedAt = now.AddDays(-age), Pinned = id == "pinned", Type = id == "ancient" ? MemoryType.Episodic : MemoryType.Semantic });
            if (idle != age)
            {
                bed.Time.Now = now.AddDays(-idle);
                await bed.Memory.SearchAsync(Ann, new() { Filter = new() { Id = new() { Equal = id } } });
                bed.Time.Now = now;
            }
        }

        await CheckAsync("ancient idle used", new() { MaxAge = TimeSpan.FromDays(30) });
        await CheckAsync("idle", new() { MaxInactivity = TimeSpan.FromDays(30) });
        await CheckAsync("ancient idle", new() { MaxAge = TimeSpan.FromDays(30), MaxInactivity = TimeSpan.FromDays(30) });
        await CheckAsync("idle", new() { MaxAge = TimeSpan.FromDays(34), MaxInactivity = TimeSpan.FromDays(30) });
        await CheckAsync("", new() { MaxAge = TimeSpan.FromDays(34), MaxInactivity = TimeSpan.FromDays(40) });
        await CheckAsync("idle", new() { Budget = 3 });
        await CheckAsync("ancient idle used", new() { Budget = 1 });
        await CheckAsync("idle used", new() { MaxAge = TimeSpan.FromDays(30), Types = [MemoryType.Semantic] });
        await CheckAsync("ancient", new() { Budget = 0, Types = [MemoryType.Episodic] });
        await CheckAsync("", new() { MaxAge = TimeSpan.MaxValue });

        var report = await bed.Memory.ForgetAsync(Ann, new() { MaxAge = TimeSpan.FromDays(30), MaxInactivity = TimeSpan.FromDays(30) });
        Assert.False(report.IsDryRun);
        Assert.Equal(["ancient", "idle"], report.Ids);
        Assert.Equal(["fresh text", "pinned text", "used text"], (await bed.FindAsync(null)).Order());

        async Task CheckAsync(string expected, ForgettingPolicy policy)
        {
            var dry = await bed.Memory.ForgetAsync(Ann, policy with { DryRun = true });
            Assert.Equal((true, expected), (dry.IsDryRun, string.Join(' ', dry.Ids.Order())));
            Assert.Equal(5, await bed.Memory.CountAsync(Ann));
        }
    }

    [Theory]
    [AllStores]
    public async Task A_policy_without_a_limit_is_an_error(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        ForgettingPolicy[] wrong = [new(), new() { MaxAge = TimeSpan.Zero }, new() { MaxInactivity = TimeSpan.FromDays(-1) }, new() { Budget = -1 }, new() { Budget = 1, Types = [] }, new() { Budget = 1, Types = [(MemoryType)8] }];
        foreach (var policy in wrong)
        {
            await Assert.ThrowsAsync<ArgumentException>(() => bed.Memory.ForgetAsync(Ann, policy));
        }
    }
}
