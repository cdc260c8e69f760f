namespace Hitl.Memory.Tests;

public sealed class SearchRankingTests(RedisServers servers)
{
    private static readonly MemoryScope Ann = LongTermBed.Ann;

    [Theory]
    [AllStores]
    public async Task The_score_is_the_published_formula_and_explains_itself(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        await bed.AddAsync("tea @60", with: memory => memory with { CreatedAt = bed.Time.Now.AddDays(-60) });
        await bed.Memory.SearchAsync(Ann, new() { Text = "tea @60" });
        bed.Time.Now = bed.Time.Now.AddDays(14);

        var found = (await bed.Memory.SearchAsync(Ann, new() { Text = "@0", Explain = true })).Results.Single();
        var recency = (0.6 * 0.25) + (0.4 * Math.Pow(2, -74d / 30));
        Assert.Equal(0.5, found.Distance!.Value, 5);
        Assert.Equal((0.8 * 0.5) + (0.2 * recency), found.Score, 5);
        var why = found.Explanation!;
        Assert.Equal(0.5, why.Similarity!.Value, 5);
        Assert.Equal(recency, why.Recency!.Value, 9);
        Assert.Equal((0.4, 0), (why.FromSimilarity, why.FromText), (x, y) => Math.Abs(x.Item1 - y.Item1) < 1e-5 && x.Item2 == y.Item2);
        Assert.Equal(found.Score, why.FromSimilarity + why.FromText + why.FromRecency, 12);
        Assert.Null(why.TextScore);

        var plain = (await bed.Memory.SearchAsync(Ann, new() { Text = "@0", Recency = false })).Results.Single();
        Assert.Equal(0.5, plain.Score, 5);
        Assert.Null(plain.Explanation);
    }

    [Fact]
    public void Recency_is_between_nothing_and_one()
    {
        var (weights, now) = (RecencyWeights.Default, DateTimeOffset.UnixEpoch);
        Assert.Equal(1, weights.Of(now, now, now), 12);
        Assert.Equal(1, weights.Of(now.AddDays(9), now.AddDays(9), now), 12);
        Assert.Equal(0.5, weights.Of(now.AddDays(-7), now.AddDays(-30), now), 12);
        Assert.Equal(0, weights.Of(now.AddYears(-900), now.AddYears(-900), now), 12);
        Assert.Equal(1, new RecencyWeights { Access = 1, Creation = 1 }.Of(now, now, now), 12);
    }

    [Theory]
    [AllStores]
    public async Task What_is_recent_comes_before_what_is_a_little_nearer(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        await bed.AddAsync("old @0", with: memory => memory with { CreatedAt = bed.Time.Now.AddDays(-365) });
        await bed.AddAsync("new @20");

        Assert.Equal(["new @20", "old @0"], await bed.FindAsync("@0"));
        Assert.Equal(["old @0", "new @20"], await bed.FindAsync("@0", with: search => search with { Recency = false }));
    }

    [Theory]
    [AllStores]
    public async Task The_threshold_is_a_distance(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        await bed.AddAsync("a @59.9");
        await bed.AddAsync("b @60.1");

        Assert.Equal(["a @59.9"], await bed.FindAsync("@0", with: search => search with { DistanceThreshold = 0.5 }));
        var page = await bed.Memory.SearchAsync(Ann, new() { Text = "@0", DistanceThreshold = 0.5, IncludeTotal = true });
        Assert.Equal((1L, (int?)null), (page.Total!.Value, page.NextOffset));
    }

    [Theory]
    [AllStores((string?)null)]
    [AllStores("@0")]
    public async Task Totals_and_next_offsets_are_true_and_pages_are_the_whole(StoreKind kind, string? text)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        await bed.Memory.CreateAsync(Ann, [.. Enumerable.Range(0, 25).Select(i => new NewMemory { Text = $"n{i} @{i}", CreatedAt = bed.Time.Now.AddDays(-(i * 7 % 25)) })]);
        await bed.AddAsync("of another @0", LongTermBed.Bob);
        var seen = new List<string>();
        int? offset = 0;
        while (offset is { } from)
        {
            var page = await bed.Memory.SearchAsync(Ann, new() { Text = text, Offset = from, Limit = 10, IncludeTotal = true, RecordAccess = false });
            Assert.Equal(25, page.Total);
            seen.AddRange(page.Results.Select(result => result.Memory.Text));
            Assert.Equal(seen.Count < 25 ? seen.Count : null, page.NextOffset);
            offset = page.NextOffset;
        }

        Assert.Equal(25, seen.Distinct().Count());
        Assert.Equal(seen, await bed.FindAsync(text, with: search => search with { Limit = 100 }));
        if (text is null)
        {
            Assert.Equal(Enumerable.Range(0, 25).OrderBy(i => i * 7 % 25).Select(i => $"n{i} @{i}"), seen);
        }

        var last = await bed.Memory.SearchAsync(Ann, new() { Text = text, Offset = 15, Limit = 10 });
        Assert.Equal((10, (int?)null), (last.Results.Count, last.NextOffset));
        Assert.Empty((await bed.Memory.SearchAsync(Ann, new() { Text = text, Offset = 25 })).Results);
    }

    [Theory]
    [AllStores]
    public async Task Pages_go_on_behind_what_is_ranked(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        await bed.Memory.CreateAsync(Ann, [.. Enumerable.Range(0, 230).Select(i => new NewMemory { Text = $"n{i} @{i * 0.3}", CreatedAt = bed.Time.Now.AddDays(-(i * 37 % 230)) })]);
        var seen = new List<string>();
        for (int? offset = 0; offset is { } from;)
        {
            var page = await bed.Memory.SearchAsync(Ann, new() { Text = "@0", Offset = from, Limit = 60, RecordAccess = false });
            seen.AddRange(page.Results.Select(result => result.Memory.Text));
            offset = page.NextOffset;
        }

        Assert.Equal(230, seen.Distinct().Count());
        Assert.Equal(Enumerable.Range(100, 130).Select(i => $"n{i} @{i * 0.3}"), seen[100..]);
    }

    [Theory]
    [AllStores]
    public async Task Access_is_recorded_in_every_mode_and_not_all_the_time(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        var id = await bed.AddAsync("green tea @0");
        var start = bed.Time.Now;
        MemorySearch[] modes = [new() { Text = "@0" }, new(), .. kind == StoreKind.RedisSearch
            ? new MemorySearch[]
            {
                new() { Text = "tea", Mode = MemorySearchMode.Keyword }, new() { Text = "tea", Mode = MemorySearchMode.Hybrid },
                new() { Text = "tea", Mode = MemorySearchMode.Hybrid, Fusion = HybridFusion.ReciprocalRank },
            }
            : []];
        for (var i = 0; i < modes.Length; i++)
        {
            bed.Time.Now = start.AddSeconds(900 * i);
            await bed.Memory.SearchAsync(Ann, modes[i]);
            bed.Time.Now = bed.Time.Now.AddSeconds(899);
            await bed.Memory.SearchAsync(Ann, modes[i]);

            var memory = (await bed.Memory.GetAsync(Ann, id))!;
            Assert.Equal((i + 1L, start.AddSeconds(900 * i)), (memory.AccessCount, memory.LastAccessed));
        }

        await bed.Memory.SearchAsync(Ann, new() { Text = "@0", RecordAccess = false });
        Assert.Equal(modes.Length, (await bed.Memory.GetAsync(Ann, id))!.AccessCount);
    }

    [Theory]
    [AllStores]
    public async Task A_search_out_of_its_limits_is_an_error(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        MemorySearch[] wrong =
        [
            new() { Limit = 0 }, new() { Limit = 101 }, new() { Offset = -1 }, new() { Text = "a", DistanceThreshold = 2.1 }, new() { Text = "a", DistanceThreshold = double.NaN },
            new() { DistanceThreshold = 0.5 }, new() { Text = "a", DistanceThreshold = 0.5, Mode = MemorySearchMode.Keyword }, new() { Text = "a", Alpha = -0.1 },
            new() { Text = "a", Mode = (MemorySearchMode)9 }, new() { Text = "a", Weights = new() { AccessHalfLife = 0 } }, new() { Text = "a", Weights = new() { Recency = double.NaN } },
        ];
        foreach (var search in wrong)
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => bed.Memory.SearchAsync(Ann, search));
        }

        bed.Embeddings.FailsOn = _ => true;
        Assert.Null((await Assert.ThrowsAsync<MemoryEmbeddingException>(() => bed.Memory.SearchAsync(Ann, new() { Text = "a" }))).MemoryId);
    }

    [Fact]
    public async Task Words_find_what_has_them_where_the_store_can()
    {
        var bed = await LongTermBed.OpenAsync(servers, StoreKind.RedisSearch);
        await bed.AddAsync("Ann likes green tea @90");
        await bed.AddAsync("Bob likes coffee @0");
        await bed.AddAsync("green green green @b0");
        await bed.AddAsync("green tea of Bob @0", LongTermBed.Bob);

        Assert.Equal(["Ann likes green tea @90", "green green green @b0"], (await bed.FindAsync("green tea", with: search => search with { Mode = MemorySearchMode.Keyword, Recency = false })));
        var words = (await bed.Memory.SearchAsync(Ann, new() { Text = "tea", Mode = MemorySearchMode.Keyword, Explain = true, Recency = false })).Results.Single();
        Assert.Equal((null, 1d, 1d), (words.Distance, words.Score, words.Explanation!.TextScore));

        var page = await bed.Memory.SearchAsync(Ann, new() { Text = "tea @a0", Mode = MemorySearchMode.Hybrid, Explain = true });
        Assert.Equal(3, page.Results.Count);
        var tea = page.Results.Single(result => result.Memory.Text.StartsWith("Ann", StringComparison.Ordinal));
        Assert.Equal(0.8 * ((0.7 * 0) + (0.3 * 1)) + 0.2, tea.Score, 5);
        Assert.Equal(0.8 * 0.7 + 0.2, page.Results[0].Score, 5);
        Assert.All(page.Results, result => Assert.Equal(result.Score, result.Explanation!.FromSimilarity + result.Explanation.FromText + result.Explanation.FromRecency, 9));

        var fused = (await bed.Memory.SearchAsync(Ann, new() { Text = "tea @a0", Mode = MemorySearchMode.Hybrid, Fusion = HybridFusion.ReciprocalRank, Recency = false })).Results;
        Assert.Equal(["Ann likes green tea @90", "Bob likes coffee @0", "green green green @b0"], fused.Select(result => result.Memory.Text));
        Assert.Equal(((1d / 61) + (1d / 62)) / (2d / 61), fused[0].Score, 9);
    }

    [Fact]
    public async Task Words_are_an_error_where_the_store_knows_none()
    {
        var bed = await LongTermBed.OpenAsync(servers, StoreKind.EmbeddedVectorSets);
        await bed.AddAsync("tea");
        foreach (var search in new MemorySearch[] { new() { Mode = MemorySearchMode.Keyword }, new() { Mode = MemorySearchMode.Hybrid }, new() { Mode = MemorySearchMode.Hybrid, Fusion = HybridFusion.ReciprocalRank } })
        {
            var error = await Assert.ThrowsAsync<NotSupportedException>(() => bed.Memory.SearchAsync(Ann, search with { Text = "tea" }));
            Assert.Contains("RedisSearchStore", error.Message, StringComparison.Ordinal);
        }
    }
}
