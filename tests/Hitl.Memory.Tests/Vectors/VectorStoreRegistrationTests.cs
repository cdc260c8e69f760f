using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.VectorData;
using StackExchange.Redis;

namespace Hitl.Memory.Tests;

public sealed class VectorStoreRegistrationTests(RedisServers servers)
{
    [Theory]
    [InlineData(ServiceLifetime.Singleton, null)]
    [InlineData(ServiceLifetime.Scoped, "key")]
    [InlineData(ServiceLifetime.Transient, 8)]
    public async Task Stores_and_collections_are_registered_under_their_types_and_abstractions(ServiceLifetime lifetime, object? key)
    {
        var server = await servers.GetAsync(ServerKind.Embedded);
        var services = new ServiceCollection();
        services.AddSingleton<VectorStore, OtherStore>();
        services.AddKeyedSingleton(key, server.Connection);
        services.AddKeyedRedisVectorSetStore(key, lifetime: lifetime);
        services.AddKeyedRedisVectorSetCollection<string, Page>(key, "pages", lifetime: lifetime);
        await using var provider = services.BuildServiceProvider();

        foreach (var type in new[] { typeof(RedisVectorSetStore), typeof(VectorStore), typeof(RedisVectorSetCollection<string, Page>), typeof(VectorStoreCollection<string, Page>), typeof(IVectorSearchable<Page>) })
        {
            using var first = provider.CreateScope();
            using var second = provider.CreateScope();
            var (one, two, three) = (Resolve(first, type), Resolve(second, type), Resolve(second, type));
            Assert.Equal(lifetime == ServiceLifetime.Singleton, ReferenceEquals(one, two));
            Assert.Equal(lifetime != ServiceLifetime.Transient, ReferenceEquals(two, three));
        }

        object Resolve(IServiceScope scope, Type type) => ((IKeyedServiceProvider)scope.ServiceProvider).GetRequiredKeyedService(type, key);
    }

    [Fact]
    public async Task A_connection_string_and_the_apps_generator_make_a_working_store()
    {
        var server = await servers.GetAsync(ServerKind.Embedded);
        var services = new ServiceCollection();
        services.AddSingleton<IEmbeddingGenerator>(new WordEmbeddings());
        services.AddRedisVectorSetStore(server.ConnectionString, options => options.KeyPrefix = server.NewPrefix());
        services.AddRedisVectorSetCollection<string, Word>("words", server.ConnectionString, options => options.KeyPrefix = server.NewPrefix());
        await using var provider = services.BuildServiceProvider();

        foreach (var words in new[] { provider.GetRequiredService<VectorStore>().GetCollection<string, Word>("words"), provider.GetRequiredService<VectorStoreCollection<string, Word>>() })
        {
            await words.EnsureCollectionExistsAsync();
            await words.UpsertAsync(new Word { Id = "a", Text = "1 2" });
            Assert.Equal("a", (await words.SearchAsync("1 2", top: 1).SingleAsync()).Record.Id);
        }
    }

    [Fact]
    public async Task Whatever_connection_the_app_has_is_used()
    {
        var server = await servers.GetAsync(ServerKind.Embedded);
        await using var store = new RedisStore(new() { KeyPrefix = server.NewPrefix() }, server.Connection);
        foreach (var register in new Action<IServiceCollection>[]
        {
            services => services.AddSingleton(server.Database),
            services => services.AddSingleton(server.Connection),
            services => services.AddSingleton(store),
        })
        {
            var services = new ServiceCollection();
            register(services);
            services.AddRedisVectorSetStore();
            await using var provider = services.BuildServiceProvider();
            Assert.False(await provider.GetRequiredService<RedisVectorSetStore>().CollectionExistsAsync("nothing"));
        }

        await using var empty = new ServiceCollection().AddRedisVectorSetStore().BuildServiceProvider();
        var error = Assert.Throws<InvalidOperationException>(() => empty.GetRequiredService<VectorStore>());
        Assert.Contains(nameof(IConnectionMultiplexer), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_and_services_are_needed()
    {
        var services = new ServiceCollection();

        Assert.Throws<ArgumentNullException>(() => RedisVectorStoreServiceCollectionExtensions.AddRedisVectorSetStore(null!));
        Assert.Throws<ArgumentNullException>(() => services.AddRedisVectorSetCollection<string, Page>(null!));
        Assert.Throws<ArgumentException>(() => services.AddRedisVectorSetCollection<string, Page>(""));
        Assert.Throws<ArgumentException>(() => services.AddRedisVectorSetStore(" "));
    }

    private sealed class Word
    {
        [VectorStoreKey]
        public string Id { get; set; } = "";

        [VectorStoreVector(2)]
        public string? Text { get; set; }
    }

    private sealed class OtherStore : VectorStore
    {
        public override VectorStoreCollection<TKey, TRecord> GetCollection<TKey, TRecord>(string name, VectorStoreCollectionDefinition? definition = null) => throw new NotSupportedException();

        public override VectorStoreCollection<object, Dictionary<string, object?>> GetDynamicCollection(string name, VectorStoreCollectionDefinition definition) => throw new NotSupportedException();

        public override IAsyncEnumerable<string> ListCollectionNamesAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public override Task<bool> CollectionExistsAsync(string name, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public override Task EnsureCollectionDeletedAsync(string name, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public override object? GetService(Type serviceType, object? serviceKey = null) => null;
    }
}
