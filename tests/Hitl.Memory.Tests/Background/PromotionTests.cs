namespace Hitl.Memory.Tests;

public sealed class PromotionTests(RedisServers servers)
{
    [Theory]
    [AllServers]
    public async Task Memories_in_working_memory_get_into_long_term_memory(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        await bed.Thread().UpdateAsync(new() { Memories = [new() { Id = "m", Text = "Ann likes tea", Topics = ["tea"], Pinned = true }, new() { Text = "Ann likes jam" }] });
        Assert.Empty(await bed.RememberedAsync());
        Assert.Equal(1, await bed.Memory.RunDueAsync());

        var memory = (await bed.LongTerm.GetAsync(MemoryBed.Ann, "m"))!;
        Assert.Equal(("Ann likes tea", "t", true, MemoryBed.Ann), (memory.Text, memory.ThreadId, memory.Pinned, memory.Scope));
        Assert.Equal(["tea"], memory.Topics);
        Assert.Equal(["Ann likes jam", "Ann likes tea"], await bed.RememberedAsync());
        Assert.All((await bed.Thread().ReadAsync())!.Memories, item => Assert.NotNull(item.PersistedAt));
        Assert.Equal(0, await bed.Memory.RunDueAsync());
    }

    [Theory]
    [AllServers]
    public async Task One_that_is_put_again_is_overwritten_and_keeps_when_it_was_stored(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        await bed.Thread().UpdateAsync(new() { Memories = [new() { Id = "m", Text = "old" }] });
        await bed.Memory.FlushAsync(MemoryBed.Ann);
        var stored = (await bed.LongTerm.GetAsync(MemoryBed.Ann, "m"))!.PersistedAt;
        await bed.Thread().UpdateAsync(new() { Memories = [new() { Id = "m", Text = "new" }] });
        Assert.Null((await bed.Thread().ReadAsync())!.Memories.Single().PersistedAt);
        await bed.Memory.FlushAsync(MemoryBed.Ann);

        var memory = (await bed.LongTerm.GetAsync(MemoryBed.Ann, "m"))!;
        Assert.Equal(("new", stored), (memory.Text, memory.PersistedAt));
        Assert.Equal(stored, (await bed.Thread().ReadAsync())!.Memories.Single().PersistedAt);
    }

    [Theory]
    [AllServers]
    public async Task What_is_put_while_others_are_stored_is_not_lost(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        bed.Embeddings.FailsOn = text =>
        {
            if (text == "old")
            {
                bed.Embeddings.FailsOn = _ => false;
                bed.Again().Thread().UpdateAsync(new() { Memories = [new() { Id = "m", Text = "new" }] }).GetAwaiter().GetResult();
            }

            return false;
        };
        await bed.Thread().UpdateAsync(new() { Memories = [new() { Id = "m", Text = "old" }] });
        await bed.Memory.FlushAsync(MemoryBed.Ann);

        Assert.Equal(["new"], await bed.RememberedAsync());
        Assert.NotNull((await bed.Thread().ReadAsync())!.Memories.Single().PersistedAt);
    }

    [Theory]
    [AllServers]
    public async Task A_promotion_that_dies_is_done_by_another_process(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind, options: new() { Background = new() { LeaseDuration = TimeSpan.FromHours(1) } });
        await bed.Thread().UpdateAsync(new() { Memories = [new() { Id = "m", Text = "tea" }], TimeToLive = TimeSpan.FromMilliseconds(1) });
        var queue = new MemoryQueue(bed.Redis);
        var partition = bed.Redis.Keys.PartitionOf("t");
        Assert.NotNull(await queue.ClaimAsync(partition, null, TimeSpan.FromHours(1), default));

        // The process that claimed it is gone, before it did anything; and so is the working memory.
        Assert.Null(await queue.ClaimAsync(partition, null, TimeSpan.FromHours(1), default));
        Assert.Equal(0, await bed.Memory.RunDueAsync());
        await bed.MakeDueAsync();
        await bed.Again().Memory.FlushAsync(MemoryBed.Ann);
        Assert.Equal(["tea"], await bed.RememberedAsync());
        Assert.Null(await bed.Thread().ReadAsync());
        Assert.Equal(0, await bed.Memory.RunDueAsync());
    }

    [Theory]
    [AllServers]
    public async Task A_promotion_that_dies_behind_the_store_stores_nothing_twice(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        await bed.Thread().UpdateAsync(new() { Memories = [new() { Id = "m", Text = "tea" }, new() { Id = "n", Text = "jam" }] });
        await bed.LongTerm.CreateAsync(MemoryBed.Ann, [new() { Id = "m", Text = "tea", ThreadId = "t" }]);
        await bed.Memory.FlushAsync(MemoryBed.Ann);
        Assert.Equal(["jam", "tea"], await bed.RememberedAsync());
    }

    [Theory]
    [AllServers]
    public async Task Promotions_that_meet_lose_nothing(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        MemoryBed[] beds = [bed, bed.Again(), bed.Again()];
        await Task.WhenAll(Enumerable.Range(0, 30).Select(async i =>
        {
            await beds[i % 3].Thread($"t{i % 4}").UpdateAsync(new() { Memories = [new() { Id = $"m{i}", Text = $"fact {i}" }] });
            await beds[(i + 1) % 3].Memory.RunDueAsync();
        }));
        await bed.Memory.FlushAsync(MemoryBed.Ann);

        Assert.Equal(30, (await bed.RememberedAsync()).Distinct().Count());
    }

    [Theory]
    [AllServers]
    public async Task Work_that_fails_is_tried_again_and_a_flush_says_why(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind, options: new() { Background = new() { RetryDelay = TimeSpan.FromHours(1), MaxRetryDelay = TimeSpan.FromHours(2) } });
        bed.Embeddings.FailsOn = _ => true;
        await bed.Thread().UpdateAsync(new() { Memories = [new() { Id = "m", Text = "tea" }] });
        Assert.Equal(0, await bed.Memory.RunDueAsync());
        Assert.Equal("m", (await Assert.ThrowsAsync<MemoryEmbeddingException>(() => bed.Memory.FlushAsync(MemoryBed.Ann))).MemoryId);

        bed.Embeddings.FailsOn = _ => false;
        Assert.Equal(0, await bed.Memory.RunDueAsync());
        await bed.Memory.FlushAsync(MemoryBed.Ann, "t");
        Assert.Equal(["tea"], await bed.RememberedAsync());
    }

    [Theory]
    [AllServers]
    public async Task A_flush_is_for_its_scope(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        await bed.Thread().UpdateAsync(new() { Memories = [new() { Text = "mine" }] });
        await bed.Thread("u").UpdateAsync(new() { Memories = [new() { Text = "mine elsewhere" }] });
        await bed.Thread("v", LongTermBed.Bob).UpdateAsync(new() { Memories = [new() { Text = "yours" }] });
        await bed.Memory.FlushAsync(MemoryBed.Ann, "t");
        Assert.Equal(["mine"], await bed.RememberedAsync());
        await bed.Memory.FlushAsync(MemoryBed.Ann);
        Assert.Equal(["mine", "mine elsewhere"], await bed.RememberedAsync());
        Assert.Empty(await bed.RememberedAsync(LongTermBed.Bob));
    }

    [Theory]
    [AllServers]
    public async Task What_changed_is_compacted_in_the_background(ServerKind kind)
    {
        var relation = "distinct";
        var model = new ScriptedModel(_ => $$"""{"relation":"{{relation}}","text":"merged @0"}""");
        var bed = await MemoryBed.OpenAsync(servers, kind, model, new() { LongTerm = new() { CompactionInterval = TimeSpan.FromHours(1) } });
        await bed.LongTerm.CreateAsync(MemoryBed.Ann, [new() { Text = "a @0" }, new() { Text = "b @1" }]);
        Assert.Equal(0, await bed.Memory.RunDueAsync());
        relation = "same";
        await bed.MakeDueAsync();
        Assert.Equal(1, await bed.Memory.RunDueAsync());
        Assert.Equal(["merged @0"], await bed.RememberedAsync());
        await bed.MakeDueAsync();
        Assert.Equal(0, await bed.Memory.RunDueAsync());
    }
}
