using Hitl.Memory;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.VectorData;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers vector stores and collections on Redis.</summary>
/// <remarks>
/// Without a connection string they use what the app registered, with the same service key or without one: an <c>IDatabase</c>, an
/// <c>IConnectionMultiplexer</c> or a <see cref="RedisStore"/>. A connection that is made for a connection string is made when it is first
/// needed, shared by all that name the same string, and closed with the app. The registered <see cref="IEmbeddingGenerator"/> makes vectors,
/// unless the options have one.
/// </remarks>
public static class RedisVectorStoreServiceCollectionExtensions
{
    /// <summary>Adds a <see cref="RedisVectorSetStore"/>, also as <see cref="VectorStore"/>, on the app's connection.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="lifetime">How long the store lives.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddRedisVectorSetStore(
        this IServiceCollection services, Action<RedisVectorStoreOptions>? configure = null, ServiceLifetime lifetime = ServiceLifetime.Singleton) =>
        services.AddKeyedRedisVectorSetStore(null, configure, lifetime);

    /// <summary>Adds a <see cref="RedisVectorSetStore"/>, also as <see cref="VectorStore"/>, on a connection of its own.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The connection string, as StackExchange.Redis reads it.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="lifetime">How long the store lives.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddRedisVectorSetStore(
        this IServiceCollection services, string configuration, Action<RedisVectorStoreOptions>? configure = null, ServiceLifetime lifetime = ServiceLifetime.Singleton) =>
        services.AddKeyedRedisVectorSetStore(null, configuration, configure, lifetime);

    /// <summary>Adds a <see cref="RedisVectorSetStore"/> with a service key, also as <see cref="VectorStore"/>, on the app's connection.</summary>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="lifetime">How long the store lives.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddKeyedRedisVectorSetStore(
        this IServiceCollection services, object? serviceKey, Action<RedisVectorStoreOptions>? configure = null, ServiceLifetime lifetime = ServiceLifetime.Singleton) =>
        services.AddVectorSetStore(serviceKey, VectorConnections.Registered, configure, lifetime);

    /// <summary>Adds a <see cref="RedisVectorSetStore"/> with a service key, also as <see cref="VectorStore"/>, on a connection of its own.</summary>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key.</param>
    /// <param name="configuration">The connection string, as StackExchange.Redis reads it.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="lifetime">How long the store lives.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddKeyedRedisVectorSetStore(
        this IServiceCollection services, object? serviceKey, string configuration, Action<RedisVectorStoreOptions>? configure = null, ServiceLifetime lifetime = ServiceLifetime.Singleton) =>
        services.AddVectorSetStore(serviceKey, OwnConnection(configuration), configure, lifetime);

    /// <summary>
    /// Adds a <see cref="RedisVectorSetCollection{TKey, TRecord}"/>, also as <see cref="VectorStoreCollection{TKey, TRecord}"/> and
    /// <see cref="IVectorSearchable{TRecord}"/>, on the app's connection.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the collection, 1 to 512 characters.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="lifetime">How long the collection lives.</param>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TRecord">The type of the records.</typeparam>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddRedisVectorSetCollection<TKey, TRecord>(
        this IServiceCollection services, string name, Action<RedisVectorSetCollectionOptions>? configure = null, ServiceLifetime lifetime = ServiceLifetime.Singleton)
        where TKey : notnull
        where TRecord : class =>
        services.AddKeyedRedisVectorSetCollection<TKey, TRecord>(null, name, configure, lifetime);

    /// <summary>Adds a <see cref="RedisVectorSetCollection{TKey, TRecord}"/> on a connection of its own; else as the other overload.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the collection, 1 to 512 characters.</param>
    /// <param name="configuration">The connection string, as StackExchange.Redis reads it.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="lifetime">How long the collection lives.</param>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TRecord">The type of the records.</typeparam>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddRedisVectorSetCollection<TKey, TRecord>(
        this IServiceCollection services, string name, string configuration, Action<RedisVectorSetCollectionOptions>? configure = null, ServiceLifetime lifetime = ServiceLifetime.Singleton)
        where TKey : notnull
        where TRecord : class =>
        services.AddKeyedRedisVectorSetCollection<TKey, TRecord>(null, name, configuration, configure, lifetime);

    /// <summary>Adds a <see cref="RedisVectorSetCollection{TKey, TRecord}"/> with a service key, on the app's connection; else as the overload without one.</summary>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key.</param>
    /// <param name="name">The name of the collection, 1 to 512 characters.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="lifetime">How long the collection lives.</param>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TRecord">The type of the records.</typeparam>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddKeyedRedisVectorSetCollection<TKey, TRecord>(
        this IServiceCollection services, object? serviceKey, string name, Action<RedisVectorSetCollectionOptions>? configure = null, ServiceLifetime lifetime = ServiceLifetime.Singleton)
        where TKey : notnull
        where TRecord : class =>
        services.AddVectorSetCollection<TKey, TRecord>(serviceKey, name, VectorConnections.Registered, configure, lifetime);

    /// <summary>Adds a <see cref="RedisVectorSetCollection{TKey, TRecord}"/> with a service key, on a connection of its own; else as the overload without one.</summary>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key.</param>
    /// <param name="name">The name of the collection, 1 to 512 characters.</param>
    /// <param name="configuration">The connection string, as StackExchange.Redis reads it.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="lifetime">How long the collection lives.</param>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TRecord">The type of the records.</typeparam>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddKeyedRedisVectorSetCollection<TKey, TRecord>(
        this IServiceCollection services, object? serviceKey, string name, string configuration, Action<RedisVectorSetCollectionOptions>? configure = null, ServiceLifetime lifetime = ServiceLifetime.Singleton)
        where TKey : notnull
        where TRecord : class =>
        services.AddVectorSetCollection<TKey, TRecord>(serviceKey, name, OwnConnection(configuration), configure, lifetime);

    private static IServiceCollection AddVectorSetStore(
        this IServiceCollection services, object? serviceKey, Func<IServiceProvider, object?, VectorConnection> connect, Action<RedisVectorStoreOptions>? configure, ServiceLifetime lifetime)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<VectorConnections>();
        services.Add(new(typeof(RedisVectorSetStore), serviceKey, (provider, key) =>
        {
            var options = new RedisVectorStoreOptions();
            configure?.Invoke(options);
            options.EmbeddingGenerator ??= provider.GetService<IEmbeddingGenerator>();
            return new RedisVectorSetStore(connect(provider, key), options);
        }, lifetime));
        services.Add(new(typeof(VectorStore), serviceKey, static (provider, key) => provider.GetRequiredKeyedService<RedisVectorSetStore>(key), lifetime));
        return services;
    }

    private static IServiceCollection AddVectorSetCollection<TKey, TRecord>(
        this IServiceCollection services, object? serviceKey, string name, Func<IServiceProvider, object?, VectorConnection> connect, Action<RedisVectorSetCollectionOptions>? configure, ServiceLifetime lifetime)
        where TKey : notnull
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        services.TryAddSingleton<VectorConnections>();
        services.Add(new(typeof(RedisVectorSetCollection<TKey, TRecord>), serviceKey, (provider, key) =>
        {
            var options = new RedisVectorSetCollectionOptions();
            configure?.Invoke(options);
            options.EmbeddingGenerator ??= provider.GetService<IEmbeddingGenerator>();
            return new RedisVectorSetCollection<TKey, TRecord>(connect(provider, key), name, options);
        }, lifetime));
        services.Add(new(typeof(VectorStoreCollection<TKey, TRecord>), serviceKey, Collection<TKey, TRecord>, lifetime));
        services.Add(new(typeof(IVectorSearchable<TRecord>), serviceKey, Collection<TKey, TRecord>, lifetime));
        return services;
    }

    private static RedisVectorSetCollection<TKey, TRecord> Collection<TKey, TRecord>(IServiceProvider provider, object? key)
        where TKey : notnull
        where TRecord : class =>
        provider.GetRequiredKeyedService<RedisVectorSetCollection<TKey, TRecord>>(key);

    private static Func<IServiceProvider, object?, VectorConnection> OwnConnection(string configuration)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(configuration);
        return (provider, _) => provider.GetRequiredService<VectorConnections>().For(configuration);
    }
}
