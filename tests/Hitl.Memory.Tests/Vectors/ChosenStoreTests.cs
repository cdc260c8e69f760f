using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.VectorData;

namespace Hitl.Memory.Tests;

public sealed class ChosenStoreTests(RedisServers servers)
{
    [Fact]
    public async Task Without_Search_collections_are_on_vector_sets()
    {
        var server = await servers.GetAsync(ServerKind.Embedded);
        var prefix = server.NewPrefix();
        await UsedAsync(server, prefix, hasSearch: false);
        Assert.Equal(VectorSetEngine.Kind, await KindAsync(server, prefix));
    }

    [Fact]
    public async Task With_Search_collections_are_on_Search()
    {
        var server = await servers.GetSearchAsync();
        var prefix = server.NewPrefix();
        await UsedAsync(server, prefix, hasSearch: true);
        Assert.Equal(SearchEngine.Kind, await KindAsync(server, prefix));
    }

    [Fact]
    public async Task A_collection_stays_on_what_it_was_made_on_until_it_is_deleted()
    {
        var server = await servers.GetSearchAsync();
        var prefix = server.NewPrefix();
        await new RedisVectorSetStore(server.Database, new() { KeyPrefix = prefix }).FilledAsync<string, Page>("pages", CollectionTests.NewPage(1));
        var pages = Provider(server, prefix).GetRequiredService<VectorStore>().GetCollection<string, Page>("pages");

        await pages.EnsureCollectionExistsAsync();
        Assert.Equal("page 1", (await pages.SearchAsync(CollectionTests.NewPage(1).Vector, top: 5).SingleAsync()).Record.Id);
        Assert.Equal(VectorSetEngine.Kind, await KindAsync(server, prefix));

        await pages.EnsureCollectionDeletedAsync();
        await pages.EnsureCollectionExistsAsync();
        Assert.Equal(SearchEngine.Kind, await KindAsync(server, prefix));
        Assert.Empty(await pages.GetAsync(page => true, top: 5).ToArrayAsync());
    }

    [Fact]
    public async Task Any_store_deletes_what_another_one_made_and_none_uses_it()
    {
        var server = await servers.GetSearchAsync();
        var prefix = server.NewPrefix();
        VectorStore sets = new RedisVectorSetStore(server.Database, new() { KeyPrefix = prefix });
        VectorStore search = new RedisSearchStore(server.Database, new() { KeyPrefix = prefix });
        foreach (var (one, other) in new[] { (sets, search), (search, sets) })
        {
            await one.FilledAsync<string, Page>("pages", CollectionTests.NewPage(1));
            await Assert.ThrowsAsync<CollectionSchemaException>(() => other.GetCollection<string, Page>("pages").EnsureCollectionExistsAsync());
            await Assert.ThrowsAsync<CollectionSchemaException>(() => other.GetCollection<string, Page>("pages").GetAsync("page 1"));
            await other.EnsureCollectionDeletedAsync("pages");
            Assert.Empty(await server.Connection.GetServers()[0].KeysAsync(pattern: $"*{prefix}*").ToArrayAsync());
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("key")]
    public async Task Search_stores_and_collections_are_registered(string? key)
    {
        var server = await servers.GetSearchAsync();
        var prefix = server.NewPrefix();
        await using var provider = new ServiceCollection()
            .AddKeyedRedisSearchStore(key, server.ConnectionString, options => options.KeyPrefix = prefix)
            .AddKeyedRedisSearchCollection<string, Page>(key, "pages", server.ConnectionString, options => options.KeyPrefix = prefix)
            .BuildServiceProvider();

        var pages = provider.GetRequiredKeyedService<VectorStoreCollection<string, Page>>(key);
        Assert.Same(pages, provider.GetRequiredKeyedService<RedisSearchCollection<string, Page>>(key));
        Assert.Same(pages, provider.GetRequiredKeyedService<IVectorSearchable<Page>>(key));
        Assert.Same(pages, provider.GetRequiredKeyedService<IKeywordHybridSearchable<Page>>(key));
        await pages.EnsureCollectionExistsAsync();
        await pages.UpsertAsync(CollectionTests.NewPage(1));
        Assert.IsType<RedisSearchStore>(provider.GetRequiredKeyedService<VectorStore>(key));
        Assert.NotNull(await provider.GetRequiredKeyedService<RedisSearchStore>(key).GetCollection<string, Page>("pages", new RedisSearchCollectionOptions()).GetAsync("page 1"));
    }

    private static async Task UsedAsync(TestServer server, string prefix, bool hasSearch)
    {
        await using var provider = Provider(server, prefix);
        var store = provider.GetRequiredService<VectorStore>();
        Assert.Same(provider.GetRequiredService<RedisVectorStore>(), store);
        var pages = await store.FilledAsync<string, Page>("pages", [.. Enumerable.Range(1, 5).Select(CollectionTests.NewPage)]);
        Assert.True(await pages.CollectionExistsAsync());
        Assert.Equal("page 2", (await pages.GetAsync("page 2"))!.Id);
        Assert.Equal(["page 5", "page 4"], await pages.GetAsync(page => page.Number > 3, top: 5, new() { OrderBy = order => order.Descending(page => page.Number) }).Select(page => page.Id).ToArrayAsync());
        await pages.DeleteAsync("page 2");
        Assert.Equal(4, await pages.SearchAsync(CollectionTests.NewPage(1).Vector, top: 9).CountAsync());

        var articles = await store.FilledAsync<int, HybridSearchTests.Article>("articles", new HybridSearchTests.Article { Id = 1, Title = "word", Vector = new float[] { 1, 2 } });
        var found = ((IKeywordHybridSearchable<HybridSearchTests.Article>)articles)
            .HybridSearchAsync(new ReadOnlyMemory<float>([1, 2]), ["word"], top: 5, new() { AdditionalProperty = article => article.Title });
        if (hasSearch)
        {
            Assert.Equal(1, (await found.SingleAsync()).Record.Id);
        }
        else
        {
            await Assert.ThrowsAsync<NotSupportedException>(() => found.CountAsync().AsTask());
        }

        var things = store.GetDynamicCollection("things", new() { Properties = [new VectorStoreKeyProperty("id", typeof(long)), new VectorStoreDataProperty("text", typeof(string))] });
        await things.EnsureCollectionExistsAsync();
        await things.UpsertAsync(new Dictionary<string, object?> { ["id"] = 7L, ["text"] = "seven" });
        Assert.Equal("seven", (await things.GetAsync(record => (long)record["id"]! == 7L, top: 1).SingleAsync())["text"]);
        Assert.Equal(["articles", "pages", "things"], (await store.ListCollectionNamesAsync().ToArrayAsync()).Order());
        await store.EnsureCollectionDeletedAsync("things");
        Assert.False(await things.CollectionExistsAsync());
    }

    private static ServiceProvider Provider(TestServer server, string prefix) =>
        new ServiceCollection().AddSingleton(server.Database).AddRedisVectorStore(options => options.KeyPrefix = prefix).BuildServiceProvider();

    private static async Task<string> KindAsync(TestServer server, string prefix) =>
        CollectionSchema.Parse((await CollectionCatalog.ReadAsync(server.Database, new CollectionKeys(prefix, "pages")))!.Schema).Kind;
}
