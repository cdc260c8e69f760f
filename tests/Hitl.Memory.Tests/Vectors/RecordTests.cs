namespace Hitl.Memory.Tests;

public sealed class RecordTests(RedisServers servers)
{
    private static readonly Page[] Pages = [.. Enumerable.Range(1, 5).Select(CollectionTests.NewPage)];

    [Theory]
    [AllStores(false)]
    [AllStores(true)]
    public async Task A_record_is_read_as_it_was_written(StoreKind kind, bool includeVectors)
    {
        var pages = await (await servers.OpenAsync(kind)).FilledAsync<string, Page>("pages", Pages);

        AssertSame(Pages[1], await pages.GetAsync("page 2", new() { IncludeVectors = includeVectors }), includeVectors);
        AssertSame(Pages[1], await pages.GetAsync(page => page.Number == 2, top: 9, new() { IncludeVectors = includeVectors }).SingleAsync(), includeVectors);
        AssertSame(Pages[4], await pages.GetAsync(page => page.Number > 3, top: 1, new() { IncludeVectors = includeVectors, OrderBy = order => order.Descending(page => page.Number) }).SingleAsync(), includeVectors);
        AssertSame(Pages[1], (await pages.SearchAsync(Pages[1].Vector, top: 1, new() { IncludeVectors = includeVectors }).SingleAsync()).Record, includeVectors);

        var several = await pages.GetAsync(["page 5", "no page", "page 1"], new() { IncludeVectors = includeVectors }).ToArrayAsync();
        Assert.Equal(2, several.Length);
        AssertSame(Pages[4], several[0], includeVectors);
        AssertSame(Pages[0], several[1], includeVectors);
    }

    [Theory]
    [AllStores]
    public async Task A_record_written_again_is_replaced_whole(StoreKind kind)
    {
        var pages = await (await servers.OpenAsync(kind)).FilledAsync<string, Page>("pages", Pages);
        var changed = new Page { Id = "page 2", Number = 20, Vector = new float[] { -1, 0, 0 } };

        await pages.UpsertAsync([changed, CollectionTests.NewPage(6)]);

        AssertSame(changed, await pages.GetAsync("page 2", new() { IncludeVectors = true }), includeVectors: true);
        Assert.Empty(await pages.GetAsync(page => page.Number == 2, top: 9).ToArrayAsync());
        Assert.Equal(["page 2"], await pages.GetAsync(page => page.Book == null, top: 9).Select(page => page.Id).ToArrayAsync());
        Assert.Equal("page 2", (await pages.SearchAsync(changed.Vector, top: 1).SingleAsync()).Record.Id);
        Assert.Equal(6, await pages.SearchAsync(changed.Vector, top: 9).CountAsync());
    }

    [Theory]
    [AllStores]
    public async Task The_last_of_a_batch_with_the_same_key_counts(StoreKind kind)
    {
        var pages = await (await servers.OpenAsync(kind)).FilledAsync<string, Page>("pages");
        await pages.UpsertAsync([new Page { Id = "a", Number = 1, Vector = Pages[0].Vector }, new Page { Id = "a", Number = 2, Vector = Pages[1].Vector }]);

        Assert.Equal(2, (await pages.GetAsync("a"))!.Number);
        Assert.Equal(2, (await pages.SearchAsync(Pages[0].Vector, top: 9).SingleAsync()).Record.Number);
    }

    [Theory]
    [AllStores]
    public async Task What_was_deleted_is_found_nowhere(StoreKind kind)
    {
        var pages = await (await servers.OpenAsync(kind)).FilledAsync<string, Page>("pages", Pages);

        await pages.DeleteAsync("page 1");
        await pages.DeleteAsync(["page 2", "no page", "page 3", "page 2"]);
        await pages.DeleteAsync("no page");
        await pages.DeleteAsync([]);

        Assert.Null(await pages.GetAsync("page 1"));
        Assert.Equal(["page 4", "page 5"], await pages.GetAsync(page => true, top: 9).Select(page => page.Id).ToArrayAsync());
        Assert.Empty(await pages.GetAsync(page => page.Number <= 3, top: 9).ToArrayAsync());
        Assert.Equal(["page 4", "page 5"], (await pages.SearchAsync(Pages[0].Vector, top: 9).Select(result => result.Record.Id).ToArrayAsync()).Order());
    }

    [Theory]
    [AllStores]
    public async Task Records_come_in_pages_and_in_order(StoreKind kind)
    {
        var pages = await (await servers.OpenAsync(kind)).FilledAsync<string, Page>("pages", Pages);

        Assert.Equal((int[])[2, 4, 1, 3, 5], await pages.GetAsync(page => true, top: 9, new() { OrderBy = order => order.Ascending(page => page.Book).Ascending(page => page.Number) }).Select(page => page.Number).ToArrayAsync());
        Assert.Equal((int[])[3, 5], await pages.GetAsync(page => true, top: 2, new() { Skip = 3, OrderBy = order => order.Ascending(page => page.Book).Ascending(page => page.Number) }).Select(page => page.Number).ToArrayAsync());
        Assert.Equal((int[])[5, 3, 1, 4, 2], await pages.GetAsync(page => true, top: 9, new() { OrderBy = order => order.Descending(page => page.Book).Descending(page => page.Number) }).Select(page => page.Number).ToArrayAsync());
        Assert.Equal((int[])[3, 4], await pages.GetAsync(page => page.Number > 1, top: 2, new() { Skip = 1, OrderBy = order => order.Ascending(page => page.Number) }).Select(page => page.Number).ToArrayAsync());
        Assert.Empty(await pages.GetAsync(page => true, top: 9, new() { Skip = 5 }).ToArrayAsync());
    }

    [Theory]
    [AllStores]
    public async Task Large_collections_are_sorted_along_the_index(StoreKind kind)
    {
        var records = Enumerable.Range(0, 1500).Select(i => new Page { Id = $"{i * 7919 % 1500:D4}", Number = i * 31 % 500, Text = i % 3 == 0 ? "third" : null, Vector = Pages[0].Vector }).ToArray();
        var pages = await (await servers.OpenAsync(kind)).FilledAsync<string, Page>("pages", records);

        Assert.Equal(
            records.Where(page => page.Text == "third").OrderByDescending(page => page.Number).ThenBy(page => page.Id, StringComparer.Ordinal).Skip(5).Take(20).Select(page => page.Id),
            await pages.GetAsync(page => page.Text == "third", top: 20, new() { Skip = 5, OrderBy = order => order.Descending(page => page.Number) }).Select(page => page.Id).ToArrayAsync());
        Assert.Equal(
            records.OrderBy(page => page.Number).ThenByDescending(page => page.Text).ThenBy(page => page.Id, StringComparer.Ordinal).Take(7).Select(page => page.Id),
            await pages.GetAsync(page => true, top: 7, new() { OrderBy = order => order.Ascending(page => page.Number).Descending(page => page.Text) }).Select(page => page.Id).ToArrayAsync());
    }

    [Theory]
    [AllStores]
    public async Task Pages_without_an_order_cover_everything_once(StoreKind kind)
    {
        var records = Enumerable.Range(0, 1500).Select(i => new Page { Id = $"{i * 7919 % 1500:D4}", Vector = Pages[0].Vector }).ToArray();
        var pages = await (await servers.OpenAsync(kind)).FilledAsync<string, Page>("pages", records);

        var read = new List<string>();
        for (var skip = 0; skip < 2100; skip += 700)
        {
            read.AddRange(await pages.GetAsync(page => true, top: 700, new() { Skip = skip }).Select(page => page.Id).ToArrayAsync());
        }

        Assert.Equal(records.Select(page => page.Id).Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));
    }

    [Theory]
    [AllStores]
    public async Task Nothing_to_do_is_done(StoreKind kind)
    {
        var pages = await (await servers.OpenAsync(kind)).FilledAsync<string, Page>("pages");

        await pages.UpsertAsync([]);
        Assert.Empty(await pages.GetAsync([]).ToArrayAsync());
        Assert.Empty(await pages.GetAsync(page => true, top: 9).ToArrayAsync());
        Assert.Empty(await pages.SearchAsync(Pages[0].Vector, top: 9).ToArrayAsync());
        Assert.Empty(await pages.SearchAsync(Pages[0].Vector, top: 9, new() { Filter = page => page.Number == 1 }).ToArrayAsync());
    }

    [Theory]
    [AllStores]
    public async Task Nothing_where_something_is_needed_is_an_error(StoreKind kind)
    {
        var pages = (await servers.OpenAsync(kind)).GetCollection<string, Page>("pages");

        await Assert.ThrowsAsync<ArgumentNullException>("key", () => pages.GetAsync((string)null!));
        await Assert.ThrowsAsync<ArgumentNullException>("keys", () => pages.GetAsync((IEnumerable<string>)null!).ToArrayAsync().AsTask());
        await Assert.ThrowsAsync<ArgumentNullException>("filter", () => pages.GetAsync(filter: null!, top: 1).ToArrayAsync().AsTask());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>("top", () => pages.GetAsync(page => true, top: 0).ToArrayAsync().AsTask());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>("top", () => pages.SearchAsync(Pages[0].Vector, top: 0).ToArrayAsync().AsTask());
        await Assert.ThrowsAsync<ArgumentNullException>("records", () => pages.UpsertAsync(records: null!));
        await Assert.ThrowsAsync<ArgumentNullException>("record", () => pages.UpsertAsync(record: null!));
        await Assert.ThrowsAsync<ArgumentNullException>("keys", () => pages.DeleteAsync(keys: null!));
        await Assert.ThrowsAsync<ArgumentNullException>("key", () => pages.DeleteAsync((string)null!));
    }

    private static void AssertSame(Page expected, Page? actual, bool includeVectors)
    {
        Assert.NotNull(actual);
        Assert.Equal((expected.Id, expected.Number, expected.Book, expected.Text), (actual.Id, actual.Number, actual.Book, actual.Text));
        Assert.Equal(includeVectors ? expected.Vector.ToArray() : [], actual.Vector.ToArray());
    }
}
