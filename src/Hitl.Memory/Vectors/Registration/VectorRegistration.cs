using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.VectorData;

namespace Hitl.Memory;

/// <summary>What all registrations of vector stores and collections have in common.</summary>
internal static class VectorRegistration
{
    /// <summary>Adds a store, also as <see cref="VectorStore"/>.</summary>
    public static IServiceCollection AddStore<TStore>(
        IServiceCollection services,
        object? serviceKey,
        Func<IServiceProvider, object?, VectorConnection> connect,
        Action<RedisVectorStoreOptions>? configure,
        ServiceLifetime lifetime,
        Func<VectorConnection, RedisVectorStoreOptions, TStore> make)
        where TStore : VectorStore
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<VectorConnections>();
        services.Add(new(typeof(TStore), serviceKey, (provider, key) =>
        {
            var options = new RedisVectorStoreOptions();
            configure?.Invoke(options);
            options.EmbeddingGenerator ??= provider.GetService<IEmbeddingGenerator>();
            return make(connect(provider, key), options);
        }, lifetime));
        services.Add(new(typeof(VectorStore), serviceKey, static (provider, key) => provider.GetRequiredKeyedService<TStore>(key), lifetime));
        return services;
    }

    /// <summary>Adds a collection, also as <see cref="VectorStoreCollection{TKey, TRecord}"/>, <see cref="IVectorSearchable{TRecord}"/> and, where it is one, <see cref="IKeywordHybridSearchable{TRecord}"/>.</summary>
    public static IServiceCollection AddCollection<TCollection, TKey, TRecord, TOptions>(
        IServiceCollection services,
        object? serviceKey,
        string name,
        Func<IServiceProvider, object?, VectorConnection> connect,
        Action<TOptions>? configure,
        ServiceLifetime lifetime,
        Func<VectorConnection, string, TOptions, TCollection> make)
        where TCollection : VectorStoreCollection<TKey, TRecord>
        where TKey : notnull
        where TRecord : class
        where TOptions : RedisVectorCollectionOptions, new()
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        services.TryAddSingleton<VectorConnections>();
        services.Add(new(typeof(TCollection), serviceKey, (provider, key) =>
        {
            var options = new TOptions();
            configure?.Invoke(options);
            options.EmbeddingGenerator ??= provider.GetService<IEmbeddingGenerator>();
            return make(connect(provider, key), name, options);
        }, lifetime));
        Add(typeof(VectorStoreCollection<TKey, TRecord>));
        Add(typeof(IVectorSearchable<TRecord>));
        if (typeof(TCollection).IsAssignableTo(typeof(IKeywordHybridSearchable<TRecord>)))
        {
            Add(typeof(IKeywordHybridSearchable<TRecord>));
        }

        return services;

        void Add(Type type) => services.Add(new(type, serviceKey, static (provider, key) => provider.GetRequiredKeyedService<TCollection>(key), lifetime));
    }

    /// <summary>A connection for a connection string.</summary>
    /// <exception cref="ArgumentException">The connection string is empty.</exception>
    public static Func<IServiceProvider, object?, VectorConnection> OwnConnection(string configuration)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(configuration);
        return (provider, _) => provider.GetRequiredService<VectorConnections>().For(configuration);
    }
}
