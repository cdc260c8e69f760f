using Hitl.Memory;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.VectorData;

namespace Hitl.SemanticKernel.Tests.Docs;

public class VectorSnippets(RedisServers servers)
{
    [Theory, AllServers]
    public async Task Articles_are_kept_and_searched(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var services = new ServiceCollection();
        services.AddSingleton<IEmbeddingGenerator>(new DocEmbeddings());
        services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(new DocEmbeddings());
        var (connectionString, prefix) = (server.ConnectionString, server.NewPrefix());

        #region vector-register
        services.AddRedisVectorSetStore(connectionString, options => options.KeyPrefix = prefix);
        #endregion

        await using var provider = services.BuildServiceProvider();
        var generator = provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();

        #region vector-search
        var store = provider.GetRequiredService<VectorStore>();
        var articles = store.GetCollection<string, Article>("articles");
        await articles.EnsureCollectionExistsAsync();

        var text = "A refund takes five days.";
        await articles.UpsertAsync(new Article { Id = "refunds", Product = "shop", Tags = ["money"], Text = text, Embedding = await generator.GenerateVectorAsync(text) });

        await foreach (var result in articles.SearchAsync("How long does a refund take?", top: 3))
        {
            Console.WriteLine($"{result.Score:F2} {result.Record.Text}");
        }
        #endregion

        Assert.Equal("refunds", (await articles.SearchAsync("refund", top: 1).SingleAsync()).Record.Id);

        #region vector-filter
        string[] products = ["shop", "checkout"];
        var options = new VectorSearchOptions<Article>
        {
            Filter = article => products.Contains(article.Product) && !article.Tags!.Contains("draft"),
            ScoreThreshold = 0.1,
        };
        var found = await articles.SearchAsync("refund", top: 3, options).ToListAsync();

        var newest = await articles.GetAsync(
            article => article.Product == "shop", top: 10, new() { OrderBy = order => order.Descending(article => article.Changed) }).ToListAsync();
        #endregion

        Assert.Equal("refunds", Assert.Single(found).Record.Id);
        Assert.Single(newest);

        #region vector-expiry
        var redis = (RedisVectorSetStore)store;
        var cache = redis.GetCollection<string, Article>("recent answers", new RedisVectorSetCollectionOptions { TimeToLive = TimeSpan.FromHours(1) });
        #endregion

        await cache.EnsureCollectionExistsAsync();
        await cache.UpsertAsync(new Article { Id = "a", Embedding = await generator.GenerateVectorAsync("a") });
        Assert.NotNull(await cache.GetAsync("a"));
    }
}
