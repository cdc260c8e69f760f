using System.Linq.Expressions;
using Microsoft.Extensions.VectorData;
using StackExchange.Redis;

namespace Hitl.Memory.Tests;

public sealed class BadInputTests(RedisServers servers)
{
    private static readonly Page Good = CollectionTests.NewPage(1);

    [Theory]
    [AllStores(new float[] { 1, 2 })]
    [AllStores(new float[] { 1, 2, 3, 4 })]
    [AllStores(new float[0])]
    [AllStores(new[] { 1, float.NaN, 3 })]
    [AllStores(new[] { 1, float.PositiveInfinity, 3 })]
    [AllStores(new float[] { 0, 0, 0 })]
    public async Task A_vector_that_does_not_fit_is_refused_with_its_batch(StoreKind kind, float[] vector)
    {
        var pages = await (await servers.OpenAsync(kind)).FilledAsync<string, Page>("pages");

        var error = await Assert.ThrowsAsync<VectorRecordException>(() => pages.UpsertAsync([Good, new Page { Id = "bad", Vector = vector }]));
        Assert.Equal(("bad", "Vector"), (error.RecordKey, error.PropertyName));
        Assert.Empty(await pages.GetAsync(page => true, top: 9).ToArrayAsync());
        await Assert.ThrowsAsync<ArgumentException>(() => pages.SearchAsync(vector, top: 1).ToListAsync().AsTask());
    }

    [Theory]
    [AllStores("")]
    [AllStores((object?)null)]
    [AllStores("half a pair")]
    [AllStores("100 KB")]
    public async Task A_key_that_is_none_is_refused_with_its_batch(StoreKind kind, string? key)
    {
        // Attributes hold neither.
        key = key switch { "100 KB" => new string('k', 100_000), "half a pair" => "\ud83d", _ => key };
        var pages = await (await servers.OpenAsync(kind)).FilledAsync<string, Page>("pages");

        var error = await Assert.ThrowsAsync<VectorRecordException>(() => pages.UpsertAsync([Good, new Page { Id = key!, Vector = Good.Vector }]));
        Assert.Equal("Id", error.PropertyName);
        Assert.True(error.Message.Length < 300);
        Assert.Empty(await pages.GetAsync(page => true, top: 9).ToArrayAsync());
        if (key is not null)
        {
            await Assert.ThrowsAsync<VectorRecordException>(() => pages.GetAsync(key));
            await Assert.ThrowsAsync<VectorRecordException>(() => pages.DeleteAsync(key));
        }
    }

    [Theory]
    [AllStores]
    public async Task Text_that_is_not_Unicode_and_records_that_are_null_are_refused(StoreKind kind)
    {
        var pages = await (await servers.OpenAsync(kind)).FilledAsync<string, Page>("pages");

        var error = await Assert.ThrowsAsync<VectorRecordException>(() => pages.UpsertAsync([Good, new Page { Id = "bad", Text = "\ud83d", Vector = Good.Vector }]));
        Assert.Equal(("bad", "Text"), (error.RecordKey, error.PropertyName));
        await Assert.ThrowsAsync<VectorRecordException>(() => pages.UpsertAsync([Good, null!]));
        Assert.Empty(await pages.GetAsync(page => true, top: 9).ToArrayAsync());
    }

    [Theory]
    [AllStores]
    public async Task A_dictionary_with_a_value_of_another_type_is_refused(StoreKind kind)
    {
        var things = (await servers.OpenAsync(kind)).GetDynamicCollection("things", new()
        {
            Properties = [new VectorStoreKeyProperty("id", typeof(string)), new VectorStoreDataProperty("number", typeof(int))],
        });
        await things.EnsureCollectionExistsAsync();

        var error = await Assert.ThrowsAsync<VectorRecordException>(() => things.UpsertAsync([new() { ["id"] = "a", ["number"] = 1 }, new() { ["id"] = "b", ["number"] = "2" }]));
        Assert.Equal(("b", "number"), (error.RecordKey, error.PropertyName));
        Assert.Null(await things.GetAsync("a"));
        await Assert.ThrowsAsync<VectorRecordException>(() => things.UpsertAsync(new Dictionary<string, object?> { ["number"] = 1 }));
    }

    [Theory]
    [AllStores]
    public async Task A_filter_that_cannot_be_evaluated_is_refused_and_never_ignored(StoreKind kind)
    {
        var pages = await (await servers.OpenAsync(kind)).FilledAsync<string, Page>("pages", Good);
        Expression<Func<Page, bool>>[] filters =
        [
            page => page.Text!.Length > 3,
            page => page.Number == page.Text!.Length,
            page => page.Number + 1 == 2,
            page => page.Text!.Insert(0, "A") == "A",
            page => page.Book!.StartsWith("o", StringComparison.OrdinalIgnoreCase),
            page => new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "ODD" }.Contains(page.Book!),
            page => page.Number > 0 && page.Text!.Trim() == "",
            page => page.Number == (page.Book == "odd" ? 1 : 2),
            page => (byte)page.Number == 1,
        ];
        foreach (var filter in filters)
        {
            await Assert.ThrowsAsync<UnsupportedFilterException>(() => pages.GetAsync(filter, top: 1).ToListAsync().AsTask());
            await Assert.ThrowsAsync<UnsupportedFilterException>(() => pages.SearchAsync(Good.Vector, top: 1, new() { Filter = filter }).ToListAsync().AsTask());
        }

        await Assert.ThrowsAsync<InvalidOperationException>(() => pages.GetAsync(page => page.Vector.Equals(Good.Vector), top: 1).ToListAsync().AsTask());
        int? nothing = null;
        await Assert.ThrowsAsync<InvalidOperationException>(() => pages.GetAsync(page => page.Number == nothing!.Value, top: 1).ToListAsync().AsTask());
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => pages.GetAsync(page => true, top: 1, new() { OrderBy = order => order.Ascending(page => page.Vector) }).ToListAsync().AsTask());
    }

    [Theory]
    [AllStores]
    public async Task What_others_wrote_into_a_record_is_an_error_that_names_it(StoreKind kind)
    {
        var server = await servers.ServerAsync(kind);
        var prefix = server.NewPrefix();
        var pages = await server.Open(kind, prefix).FilledAsync<string, Page>("pages", Good);
        var key = (await CollectionTests.KeysAsync(server, prefix)).Single(name => name.EndsWith(":r:page 1", StringComparison.Ordinal));
        await server.Database.HashSetAsync(key, "Number", "many");

        var error = await Assert.ThrowsAsync<VectorRecordException>(() => pages.GetAsync("page 1"));
        Assert.Equal(("page 1", "Number"), (error.RecordKey, error.PropertyName));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_an_error_of_the_store()
    {
        var options = ConfigurationOptions.Parse("127.0.0.1:1,abortConnect=false,connectRetry=0");
        options.BacklogPolicy = BacklogPolicy.FailFast;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
        var store = new RedisVectorSetStore(connection);
        var pages = store.GetCollection<string, Page>("pages");

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => pages.GetAsync("page 1"));
        Assert.Equal(("redis", "pages", "Get"), (error.VectorStoreSystemName, error.CollectionName, error.OperationName));
        await Assert.ThrowsAsync<VectorStoreException>(() => pages.SearchAsync(Good.Vector, top: 1).ToListAsync().AsTask());
        await Assert.ThrowsAsync<VectorStoreException>(() => pages.UpsertAsync(Good));
        await Assert.ThrowsAsync<VectorStoreException>(() => store.CollectionExistsAsync("pages"));
        await Assert.ThrowsAsync<VectorStoreException>(() => store.ListCollectionNamesAsync().ToListAsync().AsTask());
    }
}
