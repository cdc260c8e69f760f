using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace Hitl.Memory.Tests;

public sealed class EmbeddingTests(RedisServers servers)
{
    private static readonly float[] Numbers = [1, 2, 3];

    [Theory]
    [AllStores]
    public async Task Texts_become_vectors_when_they_are_written_and_searched_for(StoreKind kind)
    {
        var generator = new WordEmbeddings();
        var words = await (await servers.OpenAsync(kind, generator)).FilledAsync<string, Word>(
            "words", new() { Id = "a", Text = "1 0 0" }, new() { Id = "b", Text = "0 1 0" }, new() { Id = "none", Text = null });

        Assert.Equal(1, generator.Calls);
        Assert.Equal("b", (await words.SearchAsync("0 9 1", top: 1).SingleAsync()).Record.Id);
        Assert.Equal("a", (await words.SearchAsync(new ReadOnlyMemory<float>([5, 1, 0]), top: 1).SingleAsync()).Record.Id);
        Assert.Equal(2, await words.SearchAsync("1 1 1", top: 9).CountAsync());
        Assert.NotNull(await words.GetAsync("none"));
    }

    [Theory]
    [AllStores]
    public async Task The_nearest_generator_counts(StoreKind kind)
    {
        var server = await servers.ServerAsync(kind);
        var prefix = server.NewPrefix();
        await server.Open(kind, prefix, new WordEmbeddings()).FilledAsync<string, Word>(
            "words", new() { Id = "store", Text = "1 1 1" }, new() { Id = "collection", Text = "1 1 2" }, new() { Id = "property", Text = "1 1 3" });

        Assert.Equal("store", await FindAsync(null, null));
        Assert.Equal("collection", await FindAsync(new WordEmbeddings(2), null));
        Assert.Equal("property", await FindAsync(new WordEmbeddings(2), new WordEmbeddings(3)));

        async Task<string> FindAsync(IEmbeddingGenerator? ofCollection, IEmbeddingGenerator? ofProperty)
        {
            var definition = new VectorStoreCollectionDefinition
            {
                EmbeddingGenerator = ofCollection,
                Properties = [new VectorStoreKeyProperty("Id", typeof(string)), new VectorStoreVectorProperty("Text", typeof(string), 3) { EmbeddingGenerator = ofProperty }],
            };
            var store = server.Open(kind, prefix, new WordEmbeddings(1));
            var typed = (await store.GetCollection<string, Word>("words", definition).SearchAsync("1 1 0", top: 1).SingleAsync()).Record.Id;
            Assert.Equal(typed, (await store.GetDynamicCollection("words", definition).SearchAsync("1 1 0", top: 1).SingleAsync()).Record["Id"]);
            return typed;
        }
    }

    [Theory]
    [AllStores]
    public async Task Vectors_of_all_types_are_taken_and_given_back(StoreKind kind)
    {
        await CheckAsync(kind, new ReadOnlyMemory<float>([1, 2, 3]), vector => vector.ToArray());
        await CheckAsync(kind, new Embedding<float>(new float[] { 1, 2, 3 }), vector => vector.Vector.ToArray());
        await CheckAsync<float[]>(kind, [1, 2, 3], vector => vector);
        await CheckAsync<ReadOnlyMemory<float>?>(kind, new ReadOnlyMemory<float>([1, 2, 3]), vector => vector!.Value.ToArray());
    }

    [Theory]
    [AllStores]
    public async Task What_cannot_be_done_with_generated_vectors_says_so(StoreKind kind)
    {
        var store = await servers.OpenAsync(kind, new WordEmbeddings());
        var words = await store.FilledAsync<string, Word>("words", new Word { Id = "a", Text = "1 0 0" });

        await Assert.ThrowsAsync<NotSupportedException>(() => words.GetAsync("a", new() { IncludeVectors = true }));
        await Assert.ThrowsAsync<NotSupportedException>(() => words.GetAsync(["a"], new() { IncludeVectors = true }).ToListAsync().AsTask());
        await Assert.ThrowsAsync<NotSupportedException>(() => words.GetAsync(word => true, top: 1, new() { IncludeVectors = true }).ToListAsync().AsTask());
        await Assert.ThrowsAsync<NotSupportedException>(() => words.SearchAsync("1 0 0", top: 1, new() { IncludeVectors = true }).ToListAsync().AsTask());
        await Assert.ThrowsAsync<InvalidOperationException>(() => words.SearchAsync(8, top: 1).ToListAsync().AsTask());

        var plain = (await servers.OpenAsync(kind)).GetCollection<string, Page>("pages");
        var error = await Assert.ThrowsAsync<NotSupportedException>(() => plain.SearchAsync("text", top: 1).ToListAsync().AsTask());
        Assert.Contains("no embedding generator was configured", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => store.GetDynamicCollection(
            "things", new() { Properties = [new VectorStoreKeyProperty("id", typeof(string)), new VectorStoreVectorProperty("vector", typeof(int), 3)] }));
    }

    [Theory]
    [AllStores("1 0 0", "not numbers", 0)]
    [AllStores("1 0 0", "0 1 0", 1)]
    [AllStores("1 0 0", "0 1 0 0", 0)]
    [AllStores("1 0 0", "0 NaN 0", 0)]
    public async Task When_half_a_batch_has_no_vectors_nothing_of_it_is_written(StoreKind kind, string first, string second, int missing)
    {
        var words = await (await servers.OpenAsync(kind, new WordEmbeddings { Missing = missing })).FilledAsync<string, Word>("words");

        var error = await Assert.ThrowsAnyAsync<VectorStoreException>(() => words.UpsertAsync([new() { Id = "a", Text = first }, new() { Id = "b", Text = second }]));
        Assert.Contains("'Text'", error.Message, StringComparison.Ordinal);
        Assert.Null(await words.GetAsync("a"));
        Assert.Null(await words.GetAsync("b"));
        Assert.Empty(await words.GetAsync(word => true, top: 9).ToArrayAsync());
    }

    private async Task CheckAsync<TVector>(StoreKind kind, TVector vector, Func<TVector, float[]> numbers)
    {
        var things = (await servers.OpenAsync(kind)).GetCollection<string, Thing<TVector>>("things");
        await things.EnsureCollectionExistsAsync();
        await things.UpsertAsync(new Thing<TVector> { Id = "a", Vector = vector });

        Assert.Equal(Numbers, numbers((await things.GetAsync("a", new() { IncludeVectors = true }))!.Vector));
        Assert.Equal(Numbers, numbers((await things.SearchAsync<object>(vector!, top: 1, new() { IncludeVectors = true }).SingleAsync()).Record.Vector));
    }

    private sealed class Word
    {
        [VectorStoreKey]
        public string Id { get; set; } = "";

        [VectorStoreVector(3)]
        public string? Text { get; set; }
    }

    private sealed class Thing<TVector>
    {
        [VectorStoreKey]
        public string Id { get; set; } = "";

        [VectorStoreVector(3)]
        public TVector Vector { get; set; } = default!;
    }
}
