using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Hitl.Memory.Tests;

/// <summary>What Redis Agent Memory Server 0.15.2 gets wrong, one test for each.</summary>
public sealed class ReferenceFaultTests(RedisServers servers)
{
    private static readonly MemoryScope Ann = LongTermBed.Ann;

    [Theory]
    [AllStores]
    public async Task All_means_all(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        await bed.AddAsync("both", with: memory => memory with { Topics = ["a", "b"] });
        await bed.AddAsync("one", with: memory => memory with { Topics = ["a"] });
        Assert.Equal(["both"], await bed.FindAsync("x", with: search => search with { Filter = new() { Topics = new() { All = ["a", "b"] } } }));
    }

    [Theory]
    [AllStores]
    public async Task An_empty_value_is_an_error_and_no_filter_is_dropped(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        await Assert.ThrowsAsync<InvalidMemoryFilterException>(() => bed.FindAsync("x", with: search => search with { Filter = new() { ThreadId = new() { Equal = "" } } }));
    }

    [Theory]
    [AllStores]
    public async Task Scopes_are_exact(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        await bed.AddAsync("mine", new("n", "a,b"));
        foreach (var other in new MemoryScope[] { new("n", "a"), new("n", "b"), new("n", "A,B"), new("n", "a, b"), new("n", "a*"), new("n,a", "b"), new("n"), MemoryScope.OfUser("a,b") })
        {
            Assert.Empty(await bed.FindAsync("mine", other));
        }

        Assert.Equal(["mine"], await bed.FindAsync("mine", new("n", "a,b")));
    }

    [Theory]
    [AllStores]
    public async Task No_fallback_drops_the_scope_or_the_thread(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        await bed.AddAsync("of Bob", LongTermBed.Bob, memory => memory with { Topics = ["t"] });
        await bed.AddAsync("elsewhere", with: memory => memory with { ThreadId = "u", Topics = ["t"] });
        Assert.Empty(await bed.FindAsync("x", with: search => search with { RelaxFilter = true, Filter = new() { ThreadId = new() { Equal = "t" }, Topics = new() { Equal = "t" } } }));
    }

    [Theory]
    [AllStores]
    public async Task A_merge_never_crosses_users_also_when_there_is_none(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind, ScriptedModel.Saying("same", "merged @0"));
        await bed.AddAsync("a @0", new("shop"));
        await bed.AddAsync("b @1");
        await bed.Memory.CompactAsync(new("shop"));
        await bed.Memory.CompactAsync(Ann);
        Assert.Equal(["a @0"], await bed.FindAsync("@0", new("shop")));
        Assert.Equal(["b @1"], await bed.FindAsync("@0"));
    }

    [Theory]
    [AllStores]
    public async Task An_id_leads_to_nothing_of_another_scope(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        var id = await bed.AddAsync("of Bob", LongTermBed.Bob);
        Assert.Null(await bed.Memory.GetAsync(Ann, id));
        Assert.Null(await bed.Memory.EditAsync(Ann, id, new() { Pinned = true }));
        Assert.Equal(0, await bed.Memory.DeleteAsync(Ann, [id]));
    }

    [Theory]
    [AllStores]
    public async Task After_and_before_hold_together(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        for (var day = 1; day <= 3; day++)
        {
            await bed.AddAsync($"{day}", with: memory => memory with { EventDate = new DateTimeOffset(2026, 1, day, 0, 0, 0, TimeSpan.Zero) });
        }

        Assert.Equal(["2"], await bed.FindAsync("x", with: search => search with
        {
            Filter = new() { EventDate = new() { After = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), Before = new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero) } },
        }));
    }

    [Theory]
    [AllStores]
    public async Task Totals_and_next_offsets_are_true(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        await bed.Memory.CreateAsync(Ann, [.. Enumerable.Range(0, 12).Select(i => new NewMemory { Text = $"{i}" })]);
        var first = await bed.Memory.SearchAsync(Ann, new() { Text = "x", Limit = 6, IncludeTotal = true });
        var second = await bed.Memory.SearchAsync(Ann, new() { Text = "x", Limit = 6, Offset = 6, IncludeTotal = true });
        Assert.Equal((12L, 6, 12L, null), (first.Total, first.NextOffset, second.Total, second.NextOffset));
    }

    [Theory]
    [AllStores]
    public async Task A_merge_keeps_what_its_members_have(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind, ScriptedModel.Saying("same", "merged @0"));
        var date = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await bed.AddAsync("a @0", with: memory => memory with { EventDate = date, Metadata = new JsonObject { ["k"] = 1 }, ExtractedFrom = ["m"] });
        await bed.Memory.SearchAsync(Ann, new() { Text = "@0" });
        var id = await bed.AddAsync("b @1", with: memory => memory with { Pinned = true });
        var merged = (await bed.Memory.GetAsync(Ann, id))!;
        Assert.Equal(("merged @0", date, "{\"k\":1}", true, 1L), (merged.Text, merged.EventDate, merged.Metadata!.ToJsonString(), merged.Pinned, merged.AccessCount));
        Assert.Equal(["m"], merged.ExtractedFrom);

        // Pinned now, it is never merged away; another type is never merged with it.
        await bed.AddAsync("c @2");
        await bed.AddAsync("d @0", with: memory => memory with { Type = MemoryType.Episodic });
        Assert.Equal(["d @0", "merged @0"], (await bed.FindAsync("@0")).Order());
    }

    [Theory]
    [AllServers]
    public async Task Background_work_overwrites_no_messages_and_shortens_no_life(ServerKind kind)
    {
        MemoryBed? bed = null;
        var arrivals = 0;
        var model = new ScriptedModel(messages =>
        {
            if (arrivals++ < 3)
            {
                bed!.Again().Thread().AppendAsync([MemoryBed.User("meanwhile")]).GetAwaiter().GetResult();
            }

            return messages[0].Text.StartsWith("You decide", StringComparison.Ordinal) ? """{"memories":[]}""" : "summary";
        });
        bed = await MemoryBed.OpenAsync(servers, kind, model, new() { Working = new() { ContextWindow = 256 } });
        await bed.Thread().UpdateAsync(new() { Messages = [MemoryBed.User(new string('a', 800)), MemoryBed.User("b")], TimeToLive = TimeSpan.FromHours(1) });
        var before = (await bed.Thread().ReadAsync())!.ExpiresAt;
        await bed.MakeDueAsync();
        await bed.Memory.RunDueAsync();
        var state = (await bed.Thread().ReadAsync())!;
        Assert.Equal("b", state.Messages[0].Text);
        Assert.All(state.Messages.Skip(1), message => Assert.Equal("meanwhile", message.Text));
        Assert.Equal(("summary", 4), (state.Summary, state.Messages.Count));
        Assert.True(state.ExpiresAt >= before);
    }

    [Theory]
    [AllServers]
    public async Task Text_too_long_for_the_summariser_is_summarised_in_pieces(ServerKind kind)
    {
        var model = new ScriptedModel(_ => "summary");
        var bed = await MemoryBed.OpenAsync(servers, kind, model, new() { Working = new() { ContextWindow = 256, SummaryWindow = 2048 } });
        var text = string.Join(' ', Enumerable.Range(0, 3000).Select(i => $"{i:D5}"));
        await bed.Thread().AppendAsync([MemoryBed.User(text), MemoryBed.User("last")]);
        await bed.Thread().SummarizeAsync();
        var sent = string.Concat(model.Requests.Select(request => request[1].Text));
        Assert.All(Enumerable.Range(0, 3000).Where(i => i % 97 == 0), i => Assert.Contains($"{i:D5}", sent, StringComparison.Ordinal));
        Assert.True(model.Requests.Count > 1);
    }

    [Theory]
    [AllServers]
    public async Task The_memory_prompt_searches_with_the_text_of_the_query(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        var client = new ScriptedModel(_ => "answer").AsBuilder().UseMemory(bed.Memory).Build();
        await client.GetResponseAsync([MemoryBed.User("before"), MemoryBed.Assistant("hm"), MemoryBed.User("the query")], new ChatOptions().UseMemory(Ann));
        Assert.Equal(["the query"], bed.Embeddings.Texts);
    }

    [Theory]
    [AllServers]
    public async Task Extracted_memories_carry_user_namespace_and_thread(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind, new ScriptedModel(_ => """{"memories":[{"text":"found"}]}"""));
        await bed.Thread().AppendAsync([MemoryBed.User("I like tea")]);
        await bed.Memory.FlushAsync(Ann);
        var memory = (await bed.LongTerm.SearchAsync(Ann, new())).Results.Single().Memory;
        Assert.Equal(("shop", "ann", "t"), (memory.Scope.Namespace, memory.Scope.UserId, memory.ThreadId));
    }

    [Theory]
    [AllStores]
    public async Task A_patch_can_clear_a_field(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        var id = await bed.AddAsync("a", with: memory => memory with { EventDate = bed.Time.Now, Topics = ["t"], ThreadId = "t" });
        await bed.Memory.EditAsync(Ann, id, new() { EventDate = null, Topics = null, ThreadId = null });
        var memory = (await bed.Memory.GetAsync(Ann, id))!;
        Assert.Equal((null, null, 0), (memory.EventDate, memory.ThreadId, memory.Topics.Count));
    }

    [Theory]
    [AllServers]
    public async Task Changing_data_keeps_time_to_live_and_strategy(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        await bed.Thread().UpdateAsync(new() { Messages = [MemoryBed.User("a")], TimeToLive = TimeSpan.FromHours(1), Strategy = ExtractionStrategy.Preferences });
        var before = (await bed.Thread().ReadAsync())!;
        await bed.Thread().UpdateDataAsync(new() { ["k"] = 1 });
        var after = (await bed.Thread().ReadAsync())!;
        Assert.Equal((before.TimeToLive, before.ExpiresAt, before.Strategy), (after.TimeToLive, after.ExpiresAt, after.Strategy));
    }

    [Theory]
    [AllStores]
    public async Task Access_is_recorded_in_every_mode(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind, options: new() { AccessInterval = TimeSpan.Zero });
        var id = await bed.AddAsync("tea");
        MemorySearchMode[] modes = kind == StoreKind.RedisSearch ? Enum.GetValues<MemorySearchMode>() : [MemorySearchMode.Semantic];
        foreach (var (mode, i) in modes.Select((mode, i) => (mode, i)))
        {
            await bed.Memory.SearchAsync(Ann, new() { Text = "tea", Mode = mode });
            Assert.Equal(i + 1, (await bed.Memory.GetAsync(Ann, id))!.AccessCount);
        }

        await bed.Memory.SearchAsync(Ann, new());
        Assert.Equal(modes.Length + 1, (await bed.Memory.GetAsync(Ann, id))!.AccessCount);
    }
}
