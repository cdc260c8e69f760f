using System.Globalization;
using Microsoft.Extensions.VectorData;
using StackExchange.Redis;

namespace Hitl.Memory.Tests;

public sealed class SearchIndexTests(RedisServers servers)
{
    [Fact]
    public async Task An_index_that_someone_dropped_is_made_again_with_the_records_that_there_are()
    {
        var server = await servers.GetSearchAsync();
        var prefix = server.NewPrefix();
        var pages = await server.Open(StoreKind.RedisSearch, prefix).FilledAsync<string, Page>("pages", [.. Enumerable.Range(1, 600).Select(CollectionTests.NewPage)]);
        await server.Database.ExecuteAsync("FT.DROPINDEX", Assert.Single(await IndexesAsync(server, prefix)));

        Assert.Equal(600, await pages.GetAsync(page => true, top: 1000).CountAsync());
        await server.Database.ExecuteAsync("FT.DROPINDEX", Assert.Single(await IndexesAsync(server, prefix)));
        Assert.Equal(20, await pages.SearchAsync(CollectionTests.NewPage(1).Vector, top: 20).CountAsync());
        await server.Database.ExecuteAsync("FT.DROPINDEX", Assert.Single(await IndexesAsync(server, prefix)));
        Assert.Equal(500, await server.Open(StoreKind.RedisSearch, prefix).GetCollection<string, Page>("pages").GetAsync(page => page.Number > 100, top: 1000).CountAsync());
    }

    [Fact]
    public async Task A_collection_that_is_deleted_leaves_no_index_even_when_someone_dropped_it_before()
    {
        var server = await servers.GetSearchAsync();
        var prefix = server.NewPrefix();
        var pages = await server.Open(StoreKind.RedisSearch, prefix).FilledAsync<string, Page>("pages", [.. Enumerable.Range(1, 600).Select(CollectionTests.NewPage)]);
        await server.Database.ExecuteAsync("FT.DROPINDEX", Assert.Single(await IndexesAsync(server, prefix)));

        await pages.EnsureCollectionDeletedAsync();

        Assert.Empty(await IndexesAsync(server, prefix));
        Assert.Empty(await server.Connection.GetServers()[0].KeysAsync(pattern: $"*{prefix}*").ToArrayAsync());
    }

    [Fact]
    public async Task A_collection_that_many_make_at_once_has_one_index()
    {
        var server = await servers.GetSearchAsync();
        var prefix = server.NewPrefix();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
        {
            var pages = server.Open(StoreKind.RedisSearch, prefix).GetCollection<string, Page>("pages");
            await pages.EnsureCollectionExistsAsync();
            await pages.UpsertAsync(CollectionTests.NewPage(i));
            Assert.Contains(i, await pages.GetAsync(page => page.Number == i, top: 5).Select(page => page.Number).ToArrayAsync());
        }));

        Assert.Single(await IndexesAsync(server, prefix));
        Assert.Equal(16, await server.Open(StoreKind.RedisSearch, prefix).GetCollection<string, Page>("pages").GetAsync(page => true, top: 50).CountAsync());
    }

    [Theory]
    [InlineData(IndexKind.Flat)]
    [InlineData(IndexKind.Hnsw)]
    [InlineData(IndexKind.Dynamic)]
    [InlineData(null)]
    public async Task Each_index_kind_of_the_server_finds_the_closest(string? indexKind)
    {
        var things = await ThingsAsync(indexKind, DistanceFunction.EuclideanDistance);
        var found = await things.SearchAsync(new ReadOnlyMemory<float>([3, 3]), top: 3).ToArrayAsync();
        Assert.Equal([3, 2, 4], found.Select(result => (int)result.Record["id"]!));
        Assert.Equal([0, Math.Sqrt(2), Math.Sqrt(2)], found.Select(result => Math.Round(result.Score!.Value, 12)), (x, y) => Math.Abs(x - y) < 1e-6);
    }

    [Fact]
    public async Task An_index_kind_that_the_server_has_not_is_refused_at_once()
    {
        var error = await Assert.ThrowsAsync<NotSupportedException>(() => ThingsAsync(IndexKind.IvfFlat, null));
        Assert.Contains("'vector'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_database_and_a_server_without_Search_are_errors_that_say_so()
    {
        var embedded = await servers.GetAsync(ServerKind.Embedded);
        var error = await Assert.ThrowsAsync<VectorStoreException>(() =>
            new RedisSearchStore(embedded.Database, new() { KeyPrefix = embedded.NewPrefix() }).GetCollection<string, Page>("pages").EnsureCollectionExistsAsync());
        Assert.Contains("FT.SEARCH", error.Message, StringComparison.Ordinal);
        Assert.Equal("pages", error.CollectionName);

        var server = await servers.GetSearchAsync();
        error = await Assert.ThrowsAsync<VectorStoreException>(() =>
            new RedisSearchStore(server.Connection.GetDatabase(1), new() { KeyPrefix = server.NewPrefix() }).GetCollection<string, Page>("pages").EnsureCollectionExistsAsync());
        Assert.Contains("database 1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RedisProtocol.Resp2)]
    [InlineData(RedisProtocol.Resp3)]
    public async Task Both_protocols_are_understood(RedisProtocol protocol)
    {
        var server = await servers.GetSearchAsync();
        var options = ConfigurationOptions.Parse(server.ConnectionString);
        options.Protocol = protocol;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
        var store = new RedisSearchStore(connection, new() { KeyPrefix = server.NewPrefix() });
        var articles = store.GetCollection<int, HybridSearchTests.Article>("articles", new RedisSearchCollectionOptions());
        await articles.EnsureCollectionExistsAsync();
        await articles.UpsertAsync(Enumerable.Range(1, 1200).Select(i => new HybridSearchTests.Article { Id = i, Title = $"word{i}", Vector = new float[] { 1, i } }));

        Assert.Equal(1200, await articles.GetAsync(article => true, top: 2000).CountAsync());
        Assert.Equal(1, (await articles.SearchAsync(new ReadOnlyMemory<float>([1, 1]), top: 1).SingleAsync()).Record.Id);
        Assert.Equal(77, (await articles.HybridSearchAsync(new ReadOnlyMemory<float>([1, 77]), ["word77"], top: 1, new() { AdditionalProperty = article => article.Title }).SingleAsync()).Record.Id);
        await articles.EnsureCollectionDeletedAsync();
    }

    [Fact]
    public async Task Numbers_do_not_depend_on_the_culture()
    {
        var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        commas.NumberFormat.NumberDecimalSeparator = ",";
        commas.NumberFormat.NegativeSign = "~";
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = commas;
            var notes = await (await servers.OpenAsync(StoreKind.RedisSearch)).FilledAsync<string, Note>(
                "notes", new Note { Id = "a", Weight = -1.5, Price = -2.25m, Heat = 0.5f, Vector = new float[] { 1, 0, 0, 0 } }, new Note { Id = "b", Weight = 15, Vector = new float[] { 1, 0, 0, 0 } });
            Assert.Equal("a", (await notes.GetAsync(note => note.Weight < -1.25 && note.Price == -2.25m && note.Heat > 0.25f, top: 5).SingleAsync()).Id);
            Assert.Equal("a", (await notes.SearchAsync(new ReadOnlyMemory<float>([1, 0, 0, 0]), top: 5, new() { Filter = note => note.Weight <= -1.5 }).SingleAsync()).Record.Id);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task Stored_names_have_no_meaning_to_the_server()
    {
        string[] names = ["__score", "@id", "a b", "r0", "*", "\"", "AS", "@", "t", "f1_0", "n0", "\u00fc{}"];
        var store = await servers.OpenAsync(StoreKind.RedisSearch);
        var things = store.GetDynamicCollection("things", new()
        {
            Properties =
            [
                new VectorStoreKeyProperty("id", typeof(string)) { StorageName = "the key" },
                .. names.Select((name, i) => new VectorStoreDataProperty($"p{i}", typeof(string)) { StorageName = name, IsIndexed = i % 2 == 0 }),
                new VectorStoreVectorProperty("vector", typeof(float[]), 2) { StorageName = "@vector =>" },
            ],
        });
        await things.EnsureCollectionExistsAsync();
        var full = new Dictionary<string, object?> { ["id"] = "full", ["vector"] = new float[] { 1, 2 } };
        var empty = new Dictionary<string, object?> { ["id"] = "empty", ["vector"] = new float[] { 2, 1 } };
        for (var i = 0; i < names.Length; i++)
        {
            full[$"p{i}"] = $"value {i}";
            empty[$"p{i}"] = null;
        }

        await things.UpsertAsync([full, empty]);
        foreach (var expected in new[] { full, empty })
        {
            var id = (string)expected["id"]!;
            Assert.Equal(expected, (await things.SearchAsync(expected["vector"]!, top: 1, new() { IncludeVectors = true }).SingleAsync()).Record);
            Assert.Equal(expected, await things.GetAsync(record => record["p0"] == expected["p0"] && record["p1"] == expected["p1"], top: 5, new() { IncludeVectors = true }).SingleAsync());
            Assert.Equal(expected, await things.GetAsync(id, new() { IncludeVectors = true }));
        }
    }

    [Fact]
    public async Task A_stored_name_that_the_server_answers_for_itself_is_refused_at_once()
    {
        var store = await servers.OpenAsync(StoreKind.RedisSearch);
        var error = Assert.Throws<NotSupportedException>(() => store.GetDynamicCollection(
            "things", new() { Properties = [new VectorStoreKeyProperty("id", typeof(string)) { StorageName = "__key" }] }));
        Assert.Contains("__key", error.Message, StringComparison.Ordinal);
    }

    private static async Task<string[]> IndexesAsync(TestServer server, string prefix) =>
        [.. ((string[])(await server.Database.ExecuteAsync("FT._LIST"))!).Where(index => index.Contains($"{{{prefix}:", StringComparison.Ordinal))];

    private async Task<VectorStoreCollection<object, Dictionary<string, object?>>> ThingsAsync(string? indexKind, string? distance)
    {
        var store = await servers.OpenAsync(StoreKind.RedisSearch);
        var things = store.GetDynamicCollection("things", new()
        {
            Properties =
            [
                new VectorStoreKeyProperty("id", typeof(int)),
                new VectorStoreVectorProperty("vector", typeof(float[]), 2) { IndexKind = indexKind, DistanceFunction = distance },
            ],
        });
        await things.EnsureCollectionExistsAsync();
        await things.UpsertAsync(Enumerable.Range(0, 10).Select(i => new Dictionary<string, object?> { ["id"] = i, ["vector"] = new float[] { i, i } }));
        return things;
    }
}
