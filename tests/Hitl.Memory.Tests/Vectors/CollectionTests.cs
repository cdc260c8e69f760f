using Microsoft.Extensions.VectorData;

namespace Hitl.Memory.Tests;

public sealed class CollectionTests(RedisServers servers)
{
    [Theory]
    [AllStores]
    public async Task A_collection_is_made_once_and_deleted_whole(StoreKind kind)
    {
        var store = await servers.OpenAsync(kind);
        var pages = store.GetCollection<string, Page>("pages");
        Assert.False(await pages.CollectionExistsAsync());

        await pages.EnsureCollectionExistsAsync();
        await pages.EnsureCollectionExistsAsync();
        Assert.True(await pages.CollectionExistsAsync());
        Assert.True(await store.CollectionExistsAsync("pages"));
        Assert.Equal(["pages"], await store.ListCollectionNamesAsync().ToArrayAsync());

        await pages.EnsureCollectionDeletedAsync();
        await store.EnsureCollectionDeletedAsync("pages");
        Assert.False(await pages.CollectionExistsAsync());
        Assert.False(await store.CollectionExistsAsync("pages"));
        Assert.Empty(await store.ListCollectionNamesAsync().ToArrayAsync());
    }

    [Theory]
    [AllStores]
    public async Task Deleting_a_collection_leaves_nothing_behind(StoreKind kind)
    {
        var server = await servers.ServerAsync(kind);
        var prefix = server.NewPrefix();
        var store = server.Open(kind, prefix);
        await store.FilledAsync<string, Page>("pages", [.. Enumerable.Range(1, 1100).Select(NewPage)]);
        await store.FilledAsync<string, Page>("other pages", NewPage(1));

        await store.EnsureCollectionDeletedAsync("pages");
        Assert.DoesNotContain(await KeysAsync(server, prefix), key => key.Contains(":pages}", StringComparison.Ordinal));
        Assert.NotNull(await store.GetCollection<string, Page>("other pages").GetAsync("page 1"));

        await store.EnsureCollectionDeletedAsync("other pages");
        Assert.Empty(await KeysAsync(server, prefix));
    }

    [Theory]
    [AllStores]
    public async Task A_collection_made_again_begins_empty_for_everyone(StoreKind kind)
    {
        var server = await servers.ServerAsync(kind);
        var prefix = server.NewPrefix();
        var ours = await server.Open(kind, prefix).FilledAsync<string, Page>("pages", NewPage(1), NewPage(2));
        var theirs = server.Open(kind, prefix).GetCollection<string, Page>("pages");
        Assert.NotNull(await theirs.GetAsync("page 1"));

        await ours.EnsureCollectionDeletedAsync();
        await ours.EnsureCollectionExistsAsync();
        await ours.UpsertAsync(NewPage(3));

        Assert.Null(await theirs.GetAsync("page 1"));
        Assert.Equal("page 3", (await theirs.SearchAsync(NewPage(1).Vector, top: 5).SingleAsync()).Record.Id);
        await theirs.UpsertAsync(NewPage(4));
        Assert.Equal(["page 3", "page 4"], await ours.GetAsync(page => true, top: 5).Select(page => page.Id).ToArrayAsync());
    }

    [Theory]
    [AllStores]
    public async Task What_a_crash_left_of_a_deleted_collection_is_deleted_later(StoreKind kind)
    {
        var server = await servers.ServerAsync(kind);
        var prefix = server.NewPrefix();
        var store = server.Open(kind, prefix);
        await store.FilledAsync<string, Page>("pages", NewPage(1), NewPage(2));
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DropAndStopAsync(server, prefix, stopped.Token));
        Assert.Contains(await KeysAsync(server, prefix), key => key.EndsWith(":r:page 1", StringComparison.Ordinal));

        var pages = store.GetCollection<string, Page>("pages");
        Assert.False(await pages.CollectionExistsAsync());
        await pages.EnsureCollectionExistsAsync();
        Assert.DoesNotContain(await KeysAsync(server, prefix), key => key.EndsWith(":r:page 1", StringComparison.Ordinal));
    }

    [Theory]
    [AllStores]
    public async Task What_does_not_exist_is_an_error_that_says_so(StoreKind kind)
    {
        var pages = (await servers.OpenAsync(kind)).GetCollection<string, Page>("no pages");

        await Assert.ThrowsAsync<CollectionNotFoundException>(() => pages.GetAsync("page 1"));
        await Assert.ThrowsAsync<CollectionNotFoundException>(() => pages.UpsertAsync(NewPage(1)));
        await Assert.ThrowsAsync<CollectionNotFoundException>(() => pages.DeleteAsync("page 1"));
        await Assert.ThrowsAsync<CollectionNotFoundException>(() => pages.GetAsync(page => true, top: 1).ToListAsync().AsTask());
        var error = await Assert.ThrowsAsync<CollectionNotFoundException>(() => pages.SearchAsync(NewPage(1).Vector, top: 1).ToListAsync().AsTask());
        Assert.Equal("no pages", error.CollectionName);
    }

    [Theory]
    [AllStores("case")]
    [AllStores("CASE")]
    [AllStores("a:b")]
    [AllStores("{a}")]
    [AllStores("a} {b")]
    [AllStores("%7Ba%7D")]
    [AllStores("\ud83d\ude00")]
    [AllStores(" ")]
    public async Task A_name_is_the_name_of_one_collection(StoreKind kind, string name)
    {
        string[] names = ["case", "CASE", "a:b", "{a}", "a} {b", "%7Ba%7D", "\ud83d\ude00", " "];
        var store = await servers.OpenAsync(kind);
        foreach (var other in names.Where(other => other != name))
        {
            await store.FilledAsync<string, Page>(other, NewPage(1));
        }

        var named = store.GetCollection<string, Page>(name);
        Assert.False(await named.CollectionExistsAsync());
        await named.EnsureCollectionExistsAsync();
        Assert.Equal(0, await named.GetAsync(page => true, top: 9).CountAsync());
        await named.EnsureCollectionDeletedAsync();
        Assert.Equal(names.Except([name]).Order(), (await store.ListCollectionNamesAsync().ToArrayAsync()).Order());
    }

    [Theory]
    [AllStores]
    public async Task Metadata_and_itself_are_services(StoreKind kind)
    {
        var store = await servers.OpenAsync(kind);
        var pages = store.GetCollection<string, Page>("pages");

        Assert.Equal("redis", ((VectorStoreMetadata)store.GetService(typeof(VectorStoreMetadata))!).VectorStoreSystemName);
        var metadata = (VectorStoreCollectionMetadata)pages.GetService(typeof(VectorStoreCollectionMetadata))!;
        Assert.Equal(("redis", "pages"), (metadata.VectorStoreSystemName, metadata.CollectionName));
        Assert.Same(pages, pages.GetService(typeof(VectorStoreCollection<string, Page>)));
        Assert.Null(pages.GetService(typeof(VectorStoreCollectionMetadata), "key"));
        Assert.Null(pages.GetService(typeof(string)));
    }

    internal static Page NewPage(int number) => new()
    {
        Id = $"page {number}", Number = number, Book = number % 2 == 0 ? "even" : "odd", Text = $"Text of page {number}", Vector = new float[] { 1, number, 2 },
    };

    internal static async Task<List<string>> KeysAsync(TestServer server, string prefix)
    {
        var keys = new List<string>();
        await foreach (var key in server.Connection.GetServers()[0].KeysAsync(pattern: $"*{prefix}:*", pageSize: 1000))
        {
            keys.Add(key!);
        }

        return keys;
    }

    // The first step of a deletion, by a process that dies after it.
    private static async Task DropAndStopAsync(TestServer server, string prefix, CancellationToken stopped)
    {
        await CollectionCatalog.DropAsync(server.Database, new CollectionKeys(prefix, "pages"));
        await CollectionRemoval.TidyAsync(server.Database, new CollectionKeys(prefix, "pages"), stopped);
    }
}
