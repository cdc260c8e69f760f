namespace Hitl.Memory.Tests;

public sealed class MergeTests(RedisServers servers)
{
    private static readonly MemoryScope Ann = LongTermBed.Ann;

    // A cosine distance of 0.35 is an angle of 49.46 degrees.
    private const string Near = "@49.4";
    private const string Far = "@49.6";

    [Theory]
    [AllStores("same")]
    [AllStores("update")]
    public async Task One_memory_is_made_of_those_that_say_the_same(StoreKind kind, string relation)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind, ScriptedModel.Saying(relation, "Ann likes tea, mostly green @5"));
        var start = bed.Time.Now;
        var old = await bed.AddAsync("Ann likes tea @0", with: memory => memory with
        {
            Topics = ["tea"], Entities = ["Ann"], ExtractedFrom = ["m1"], EventDate = start.AddDays(-5), CreatedAt = start.AddDays(-4), Metadata = new() { ["a"] = 1, ["b"] = 1 }, ThreadId = "t",
        });
        await bed.Memory.SearchAsync(Ann, new() { Text = "@0" });
        bed.Time.Now = start.AddDays(1);
        var write = await bed.Memory.CreateAsync(Ann, new NewMemory
        {
            Id = "new", Text = $"Ann likes green tea {Near}", Topics = ["green"], ExtractedFrom = ["m2"], Metadata = new() { ["b"] = 2 }, Pinned = true, ThreadId = "t",
        });

        Assert.Equal(MemoryWriteOutcome.Merged, write.Outcome);
        Assert.Equal([old], write.Superseded);
        var merged = (await bed.Memory.GetAsync(Ann, write.Memory.Id))!;
        Assert.Equal("Ann likes tea, mostly green @5", merged.Text);
        Assert.Equal(["tea", "green"], merged.Topics);
        Assert.Equal(["Ann"], merged.Entities);
        Assert.Equal(["m1", "m2"], merged.ExtractedFrom);
        Assert.Equal("{\"a\":1,\"b\":2}", merged.Metadata!.ToJsonString());
        Assert.Equal((start.AddDays(-5), start.AddDays(-4), true, 1L, start.AddDays(1), "t"), (merged.EventDate, merged.CreatedAt, merged.Pinned, merged.AccessCount, merged.PersistedAt, merged.ThreadId));
        Assert.Equal(start.AddDays(1), merged.ValidFrom);
        Assert.Equal([old, "new"], merged.Supersedes);

        var before = (await bed.Memory.GetAsync(Ann, old))!;
        Assert.Equal((merged.Id, bed.Time.Now), (before.SupersededBy, before.ValidUntil));
        Assert.Equal([merged.Text], await bed.FindAsync("@0"));
        Assert.Equal(["Ann likes tea @0"], await bed.FindAsync("@0", with: search => search with { ValidAt = start }));
    }

    [Theory]
    [AllStores]
    public async Task What_is_contradicted_is_no_longer_valid_and_can_be_asked_for(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind, ScriptedModel.Saying("contradicts"));
        var start = bed.Time.Now;
        var old = await bed.AddAsync("Ann lives in Bonn @0");
        bed.Time.Now = start.AddDays(1);
        var write = await bed.Memory.CreateAsync(Ann, new NewMemory { Text = "Ann lives in Rome @1" });

        Assert.Equal(MemoryWriteOutcome.Contradicted, write.Outcome);
        Assert.Equal(["Ann lives in Rome @1"], await bed.FindAsync("@0"));
        Assert.Equal(["Ann lives in Bonn @0"], await bed.FindAsync("@0", with: search => search with { ValidAt = start.AddHours(23) }));

        await bed.Memory.UndoMergeAsync(Ann, write.Memory.Id);
        Assert.Equal(["Ann lives in Bonn @0", "Ann lives in Rome @1"], (await bed.FindAsync("@0")).Order());
        Assert.Null((await bed.Memory.GetAsync(Ann, old))!.SupersededBy);
    }

    [Theory]
    [AllStores]
    public async Task What_is_distinct_is_stored_beside_the_others(StoreKind kind)
    {
        var model = ScriptedModel.Saying("distinct");
        var bed = await LongTermBed.OpenAsync(servers, kind, model);
        await bed.AddAsync("a @0");
        await bed.AddAsync("b @1");

        Assert.Equal(["a @0", "b @1"], (await bed.FindAsync("@0")).Order());
        Assert.Contains("\"a @0\"", model.Requests.Single()[1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [AllStores]
    public async Task Only_what_is_near_is_compared(StoreKind kind)
    {
        var model = ScriptedModel.Saying("same", "merged @20");
        var bed = await LongTermBed.OpenAsync(servers, kind, model);
        await bed.AddAsync("a @0");
        await bed.AddAsync($"b {Far}");
        Assert.Empty(model.Requests);

        await bed.AddAsync("c @-49.4");
        Assert.Single(model.Requests);
    }

    [Theory]
    [AllStores]
    public async Task A_group_is_near_as_a_whole(StoreKind kind)
    {
        var model = ScriptedModel.Saying("distinct");
        var bed = await LongTermBed.OpenAsync(servers, kind, model);
        await bed.AddAsync("left @-30");
        await bed.AddAsync("right @31");
        model.Requests.Clear();
        await bed.AddAsync("middle @0");

        // Both are near to the middle and not to each other, so only the nearer one is compared.
        var asked = model.Requests.Single()[1].Text;
        Assert.Contains("left", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("right", asked, StringComparison.Ordinal);
    }

    [Theory]
    [AllStores]
    public async Task A_merge_never_crosses_users(StoreKind kind)
    {
        var model = ScriptedModel.Saying("same", "merged @0");
        var bed = await LongTermBed.OpenAsync(servers, kind, model);
        MemoryScope[] scopes = [Ann, LongTermBed.Bob, new("shop"), new("Shop", "ann"), MemoryScope.OfUser("ann"), new("shop", "ANN")];
        foreach (var scope in scopes)
        {
            Assert.Equal(MemoryWriteOutcome.Created, (await bed.Memory.CreateAsync(scope, new NewMemory { Id = "same id", Text = "tea @0" })).Outcome);
        }

        Assert.Empty(model.Requests);
        Assert.All(scopes, scope => Assert.Equal(1, bed.Memory.CountAsync(scope).GetAwaiter().GetResult()));
    }

    [Theory]
    [AllStores]
    public async Task Types_are_never_mixed(StoreKind kind)
    {
        var model = ScriptedModel.Saying("same", "merged @0");
        var bed = await LongTermBed.OpenAsync(servers, kind, model);
        await bed.AddAsync("a @0");
        await bed.AddAsync("b @0", with: memory => memory with { Type = MemoryType.Episodic });
        await bed.AddAsync("c @0", with: memory => memory with { Type = MemoryType.Message });

        Assert.Empty(model.Requests);
        Assert.Equal(3, await bed.Memory.CountAsync(Ann));
    }

    [Theory]
    [AllStores]
    public async Task A_pinned_memory_is_never_merged_away(StoreKind kind)
    {
        var relation = "update";
        var bed = await LongTermBed.OpenAsync(servers, kind, new ScriptedModel(_ => $$"""{"relation":"{{relation}}","text":"merged @0"}"""));
        await bed.AddAsync("a @0", with: memory => memory with { Pinned = true, Id = "pinned" });
        await bed.AddAsync("b @1");
        relation = "contradicts";
        await bed.AddAsync("c @60");
        await bed.AddAsync("d @2");
        Assert.Contains("a @0", await bed.FindAsync("@0"));
        Assert.Null((await bed.Memory.GetAsync(Ann, "pinned"))!.SupersededBy);

        relation = "same";
        var write = await bed.Memory.CreateAsync(Ann, new NewMemory { Text = "e @-20", Topics = ["kept"] });
        Assert.Equal((MemoryWriteOutcome.Duplicate, "pinned"), (write.Outcome, write.Memory.Id));
        Assert.Equal(["kept"], (await bed.Memory.GetAsync(Ann, "pinned"))!.Topics);
    }

    [Theory]
    [AllStores]
    public async Task A_merge_can_be_undone_and_is_not_done_again(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind, ScriptedModel.Saying("update", "merged @0"));
        await bed.AddAsync("a @0");
        var merged = await bed.AddAsync("b @1");
        Assert.Equal(["merged @0"], await bed.FindAsync("@0"));

        Assert.Equal(["a @0", "b @1"], (await bed.Memory.UndoMergeAsync(Ann, merged)).Select(memory => memory.Text).Order());
        Assert.Equal(["a @0", "b @1"], (await bed.FindAsync("@0")).Order());
        Assert.Null(await bed.Memory.GetAsync(Ann, merged));
        Assert.Empty(await bed.Memory.UndoMergeAsync(Ann, merged));
        Assert.Equal(0, (await bed.Memory.CompactAsync(Ann)).Merged);
        Assert.Equal(["a @0", "b @1"], (await bed.FindAsync("@0")).Order());
    }

    [Theory]
    [AllStores]
    public async Task Storing_again_what_was_merged_changes_nothing(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind, ScriptedModel.Saying("same", "merged @0"));
        await bed.AddAsync("a @0");
        var merged = await bed.AddAsync("b @1", with: memory => memory with { Id = "b" });
        var again = await bed.Memory.CreateAsync(Ann, new NewMemory { Id = "b", Text = "b @1" });

        Assert.Equal((MemoryWriteOutcome.Duplicate, merged), (again.Outcome, again.Memory.Id));
        Assert.Equal(["merged @0"], await bed.FindAsync("@0"));
    }

    [Theory]
    [AllStores]
    public async Task Memories_of_one_batch_are_compared_with_each_other(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind, ScriptedModel.Saying("same", "merged @0"));
        var writes = await bed.Memory.CreateAsync(Ann, [new() { Text = "a @0" }, new() { Text = "b @1" }, new() { Text = "c @b0" }]);

        Assert.Equal([MemoryWriteOutcome.Created, MemoryWriteOutcome.Merged, MemoryWriteOutcome.Created], writes.Select(write => write.Outcome));
        Assert.Equal(["c @b0", "merged @0"], (await bed.FindAsync(null)).Order());
    }

    [Theory]
    [AllStores("not json")]
    [AllStores("{\"relation\":\"perhaps\"}")]
    [AllStores("{\"relation\":\"same\",\"text\":\" \"}")]
    [AllStores("null")]
    [AllStores("")]
    public async Task A_model_that_answers_junk_is_asked_three_times_and_nothing_is_written(StoreKind kind, string answer)
    {
        var model = new ScriptedModel(_ => answer);
        var bed = await LongTermBed.OpenAsync(servers, kind, model);
        await bed.AddAsync("a @0");
        await Assert.ThrowsAsync<ModelAnswerException>(() => bed.Memory.CreateAsync(Ann, [new() { Id = "far", Text = "b @b0" }, new() { Text = "c @1" }]));

        Assert.Equal(3, model.Requests.Count);
        Assert.Null(await bed.Memory.GetAsync(Ann, "far"));
        Assert.Equal(["a @0"], await bed.FindAsync(null));
    }

    [Theory]
    [AllStores]
    public async Task A_second_try_that_is_right_counts(StoreKind kind)
    {
        var tries = 0;
        var bed = await LongTermBed.OpenAsync(servers, kind, new ScriptedModel(_ => tries++ == 0 ? "hm" : "```json\n{\"relation\":\"same\",\"text\":\"merged @0\"}\n```"));
        await bed.AddAsync("a @0");
        await bed.AddAsync("b @0.5");

        Assert.Equal(["merged @0"], await bed.FindAsync("@0"));
    }

    [Theory]
    [AllStores]
    public async Task Compaction_merges_what_is_very_near_and_follows_what_changed(StoreKind kind)
    {
        // 0.2 is an angle of 36.87 degrees.
        var relation = "distinct";
        var model = new ScriptedModel(_ => $$"""{"relation":"{{relation}}","text":"merged @18"}""");
        var bed = await LongTermBed.OpenAsync(servers, kind, model);
        await bed.AddAsync("a @0");
        await bed.AddAsync("b @36.8");
        await bed.AddAsync("c @-37");
        await bed.AddAsync("pinned @10", with: memory => memory with { Pinned = true });
        relation = "same";
        var changed = bed.Time.Now = bed.Time.Now.AddHours(1);

        Assert.Equal(new CompactionReport(0, 0), await bed.Memory.CompactAsync(Ann, changed));
        Assert.Equal(new CompactionReport(4, 2), await bed.Memory.CompactAsync(Ann));
        Assert.Equal(["c @-37", "merged @18", "pinned @10"], (await bed.FindAsync(null)).Order());
        Assert.Equal(new CompactionReport(1, 0), await bed.Memory.CompactAsync(Ann, changed));
    }

    [Theory]
    [AllStores]
    public async Task A_merge_that_was_interrupted_is_finished(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind, ScriptedModel.Saying("same", "merged @0"));
        await bed.AddAsync("a @0", with: memory => memory with { Id = "a" });
        var merged = MemoryMapping.ToStored(new() { Text = "merged @0" }, Ann, MemoryMerger.MergedId(["a", "b"]), AngleEmbeddings.Vector("@0"), bed.Time.Now);
        (merged.Supersedes, merged.IsMerge) = (["a", "b"], true);
        await bed.StoreAsync(Ann, merged);

        // Whoever wanted to store "b" does it again.
        var write = await bed.Memory.CreateAsync(Ann, new NewMemory { Id = "b", Text = "b @1" });
        Assert.Equal((MemoryWriteOutcome.Merged, merged.Id), (write.Outcome, write.Memory.Id));
        Assert.Equal(["merged @0"], await bed.FindAsync(null));

        // Or nobody does, and compaction comes.
        await bed.StoreAsync(Ann, (await bed.Storage.GetAsync(Ann, ["a"], CancellationToken.None))["a"].Restored(0));
        Assert.Equal(2, await bed.Memory.CountAsync(Ann));
        Assert.Equal(1, (await bed.Memory.CompactAsync(Ann)).Merged);
        Assert.Equal(["merged @0"], await bed.FindAsync(null));
    }

    [Theory]
    [AllStores]
    public async Task Deleting_a_memory_deletes_what_it_was_made_of(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind, ScriptedModel.Saying("same", "merged @0"));
        await bed.AddAsync("a @0", with: memory => memory with { Id = "a" });
        var merged = await bed.AddAsync("b @1", with: memory => memory with { Id = "b" });

        Assert.Equal(0, await bed.Memory.DeleteAsync(LongTermBed.Bob, [merged]));
        Assert.Equal(1, await bed.Memory.DeleteAsync(Ann, [merged, "unknown"]));
        Assert.Null(await bed.Memory.GetAsync(Ann, "a"));
        Assert.Null(await bed.Memory.GetAsync(Ann, "b"));
        Assert.Empty(await bed.FindAsync("@0", with: search => search with { ValidAt = bed.Time.Now }));
    }

    [Fact]
    public void The_id_of_a_merge_follows_from_its_members()
    {
        Assert.Equal("merged-", MemoryMerger.MergedId(["a"])[..7]);
        Assert.Equal(MemoryMerger.MergedId(["a", "b"]), MemoryMerger.MergedId(["b", "a"]));
        Assert.NotEqual(MemoryMerger.MergedId(["a,b"]), MemoryMerger.MergedId(["a", "b"]));
    }
}
