using Microsoft.Extensions.VectorData;

namespace Hitl.Memory.Tests;

public sealed class HybridSearchTests(RedisServers servers)
{
    private static readonly ReadOnlyMemory<float> East = new float[] { 1, 0 };
    private static readonly ReadOnlyMemory<float> North = new float[] { 0, 1 };

    private static readonly Article[] Articles =
    [
        new() { Id = 1, Body = "Apples are a healthy and nourishing snack", Year = 2001, Vector = East },
        new() { Id = 2, Body = "Oranges are tangy and contain vitamin C", Year = 2002, Vector = East },
        new() { Id = 3, Body = "Grapes are healthy, sweet and juicy\r\nand grow\ton vines", Year = 2003, Vector = East },
        new() { Id = 4, Body = null, Title = "Grapes", Year = 2004, Vector = North },
    ];

    [Theory]
    [InlineData(new[] { "Grapes" }, 3)]
    [InlineData(new[] { "grapes" }, 3)]
    [InlineData(new[] { "grow" }, 3)]
    [InlineData(new[] { "on" }, 3)]
    [InlineData(new[] { "ORANGES", "no such word" }, 2)]
    [InlineData(new[] { "apple" }, 1)]
    [InlineData(new[] { "vitamin c" }, 2)]
    [InlineData(new[] { "(vitamin) | -C*" }, 2)]
    [InlineData(new[] { "\"juicy\"" }, 3)]
    public async Task What_has_the_words_comes_first(string[] keywords, int best)
    {
        var articles = await FilledAsync();
        var found = await articles.HybridSearchAsync(East, keywords, top: 9, ByBody()).ToArrayAsync();

        Assert.Equal(best, found[0].Record.Id);
        Assert.Equal(4, found.Length);
        Assert.Equal(1.0 / 61 + 1.0 / 61, found[0].Score!.Value, 12);
        Assert.True(found[0].Score > found[1].Score);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("()|*@{}\"'\\-")]
    [InlineData("\0")]
    public async Task Keywords_without_a_word_leave_the_order_to_the_vectors(string keyword)
    {
        var articles = await FilledAsync();
        var found = await articles.HybridSearchAsync(North, [keyword], top: 9, ByBody()).Select(result => result.Record.Id).ToArrayAsync();
        Assert.Equal([4, 1, 2, 3], found);
        Assert.Equal((int[])[4, 1, 2, 3], await articles.HybridSearchAsync(North, [], top: 9, ByBody()).Select(result => result.Record.Id).ToArrayAsync());
    }

    [Fact]
    public async Task Filter_skip_top_and_threshold_hold()
    {
        var articles = await FilledAsync();
        Assert.Equal((int[])[1], await Ids(articles.HybridSearchAsync(East, ["oranges"], top: 3, ByBody(article => article.Year == 2001))));
        Assert.Equal((int[])[2], await Ids(articles.HybridSearchAsync(East, ["oranges"], top: 1, ByBody())));
        var skipping = ByBody();
        skipping.Skip = 2;
        Assert.Equal((int[])[2, 4], await Ids(articles.HybridSearchAsync(East, ["healthy"], top: 9, skipping)));
        var reaching = ByBody();
        reaching.ScoreThreshold = 2.0 / 61.5;
        Assert.Equal((int[])[2], await Ids(articles.HybridSearchAsync(East, ["oranges"], top: 9, reaching)));
    }

    [Fact]
    public async Task The_property_with_the_words_is_named_where_there_are_several()
    {
        var articles = await FilledAsync();
        Assert.Equal(4, (await Ids(articles.HybridSearchAsync(North, ["grapes"], top: 9, new() { AdditionalProperty = article => article.Title })))[0]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Ids(articles.HybridSearchAsync(East, ["grapes"], top: 9)));
        await Assert.ThrowsAnyAsync<Exception>(() => Ids(articles.HybridSearchAsync(East, ["grapes"], top: 9, new() { AdditionalProperty = article => article.Year })));
    }

    [Fact]
    public async Task What_was_rewritten_is_found_by_its_new_words_only()
    {
        var articles = await FilledAsync();
        await ((VectorStoreCollection<int, Article>)articles).UpsertAsync(new Article { Id = 1, Body = "Pears", Vector = East });

        var reaching = ByBody();
        reaching.ScoreThreshold = 2.0 / 61.5;
        Assert.Equal((int[])[1], await Ids(articles.HybridSearchAsync(East, ["pears"], top: 9, reaching)));
        Assert.Empty(await Ids(articles.HybridSearchAsync(East, ["apples"], top: 9, reaching)));
    }

    [Fact]
    public async Task Words_are_stemmed_in_the_language_of_the_collection()
    {
        var server = await servers.GetSearchAsync();
        var store = new RedisSearchStore(server.Database, new() { KeyPrefix = server.NewPrefix() });
        var articles = store.GetCollection<int, Article>("articles", new RedisSearchCollectionOptions { TextLanguage = "german" });
        await articles.EnsureCollectionExistsAsync();
        await articles.UpsertAsync([new Article { Id = 1, Body = "Die Häuser stehen leer", Vector = East }, new Article { Id = 2, Body = "etwas anderes", Vector = East }]);

        var reaching = ByBody();
        reaching.ScoreThreshold = 2.0 / 61.5;
        Assert.Equal((int[])[1], await Ids(articles.HybridSearchAsync(East, ["Hauses"], top: 9, reaching)));
        Assert.Throws<ArgumentException>("TextLanguage", () => store.GetCollection<int, Article>("a", new RedisSearchCollectionOptions { TextLanguage = "german SCHEMA" }));
    }

    [Fact]
    public void Words_are_the_same_whatever_stands_between_them()
    {
        Assert.Equal(["don", "t", "naïve", "test", "snake_case", "日本語", "\ud83d\ude00", "3", "14"], KeywordText.Words("don't naïve\u2014test\tsnake_case\u3002日本語\u3000\ud83d\ude00 \"3.14\""));
        Assert.Empty(KeywordText.Words(" \0\u200b{}()|-"));
    }

    private static HybridSearchOptions<Article> ByBody(System.Linq.Expressions.Expression<Func<Article, bool>>? filter = null) =>
        new() { AdditionalProperty = article => article.Body, Filter = filter };

    private static async Task<int[]> Ids(IAsyncEnumerable<VectorSearchResult<Article>> found) => await found.Select(result => result.Record.Id).ToArrayAsync();

    private async Task<IKeywordHybridSearchable<Article>> FilledAsync() =>
        (IKeywordHybridSearchable<Article>)await (await servers.OpenAsync(StoreKind.RedisSearch)).FilledAsync<int, Article>("articles", Articles);

    public sealed class Article
    {
        [VectorStoreKey]
        public int Id { get; set; }

        [VectorStoreData(IsFullTextIndexed = true)]
        public string? Body { get; set; }

        [VectorStoreData(IsFullTextIndexed = true, StorageName = "the title")]
        public string? Title { get; set; }

        [VectorStoreData]
        public int Year { get; set; }

        [VectorStoreVector(2)]
        public ReadOnlyMemory<float> Vector { get; set; }
    }
}
