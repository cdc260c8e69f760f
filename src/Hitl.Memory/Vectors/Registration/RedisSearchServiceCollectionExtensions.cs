using Hitl.Memory;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers vector stores and collections on Redis Search.</summary>
/// <remarks>
/// Without a connection string they use what the app registered, with the same service key or without one: an <c>IDatabase</c>, an
/// <c>IConnectionMultiplexer</c> or a <see cref="RedisStore"/>. A connection that is made for a connection string is made when it is first
/// needed, shared by all that name the same string, and closed with the app. The registered <see cref="IEmbeddingGenerator"/> makes vectors,
/// unless the options have one.
/// </remarks>
public static class RedisSearchServiceCollectionExtensions
{
    /// <summary>Adds a <see cref="RedisSearchStore"/>, also as <see cref="VectorStore"/>, on the app's connection.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="lifetime">How long the store lives.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddRedisSearchStore(
        this IServiceCollection services, Action<RedisVectorStoreOptions>? configure = null, ServiceLifetime lifetime = ServiceLifetime.Singleton) =>
        services.AddKeyedRedisSearchStore(null, configure, lifetime);

    /// <summary>Adds a <see cref="RedisSearchStore"/>, also as <see cref="VectorStore"/>, on a connection of its own.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The connection string, as StackExchange.Redis reads it.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="lifetime">How long the store lives.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddRedisSearchStore(
        this IServiceCollection services, string configuration, Action<RedisVectorStoreOptions>? configure = null, ServiceLifetime lifetime = ServiceLifetime.Singleton) =>
        services.AddKeyedRedisSearchStore(null, configuration, configure, lifetime);

    /// <summary>Adds a <see cref="RedisSearchStore"/> with a service key, also as <see cref="VectorStore"/>, on the app's connection.</summary>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="lifetime">How long the store lives.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddKeyedRedisSearchStore(
        this IServiceCollection services, object? serviceKey, Action<RedisVectorStoreOptions>? configure = null, ServiceLifetime lifetime = ServiceLifetime.Singleton) =>
        VectorRegistration.AddStore(services, serviceKey, VectorConnections.Registered, configure, lifetime, SearchStore);

    /// <summary>Adds a <see cref="RedisSearchStore"/> with a service key, also as <see cref="VectorStore"/>, on a connection of its own.</summary>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key.</param>
    /// <param name="configuration">The connection string, as StackExchange.Redis reads it.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="lifetime">How long the store lives.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddKeyedRedisSearchStore(
        this IServiceCollection services, object? serviceKey, string configuration, Action<RedisVectorStoreOptions>? configure = null, ServiceLifetime lifetime = ServiceLifetime.Singleton) =>
        VectorRegistration.AddStore(services, serviceKey, VectorRegistration.OwnConnection(configuration), configure, lifetime, SearchStore);

    /// <summary>
    /// Adds a <see cref="RedisSearchCollection{TKey, TRecord}"/>, also as <see cref="VectorStoreCollection{TKey, TRecord}"/>,
    /// <see cref="IVectorSearchable{TRecord}"/> and <see cref="IKeywordHybridSearchable{TRecord}"/>, on the app's connection.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the collection, 1 to 512 characters.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="lifetime">How long the collection lives.</param>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TRecord">The type of the records.</typeparam>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddRedisSearchCollection<TKey, TRecord>(
        this IServiceCollection services, string name, Action<RedisSearchCollectionOptions>? configure = null, ServiceLifetime lifetime = ServiceLifetime.Singleton)
        where TKey : notnull
        where TRecord : class =>
        services.AddKeyedRedisSearchCollection<TKey, TRecord>(null, name, configure, lifetime);

    /// <summary>Adds a <see cref="RedisSearchCollection{TKey, TRecord}"/> on a connection of its own; else as the other overload.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the collection, 1 to 512 characters.</param>
    /// <param name="configuration">The connection string, as StackExchange.Redis reads it.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="lifetime">How long the collection lives.</param>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TRecord">The type of the records.</typeparam>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddRedisSearchCollection<TKey, TRecord>(
        this IServiceCollection services, string name, string configuration, Action<RedisSearchCollectionOptions>? configure = null, ServiceLifetime lifetime = ServiceLifetime.Singleton)
        where TKey : notnull
        where TRecord : class =>
        services.AddKeyedRedisSearchCollection<TKey, TRecord>(null, name, configuration, configure, lifetime);

    /// <summary>Adds a <see cref="RedisSearchCollection{TKey, TRecord}"/> with a service key, on the app's connection; else as the overload without one.</summary>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key.</param>
    /// <param name="name">The name of the collection, 1 to 512 characters.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="lifetime">How long the collection lives.</param>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TRecord">The type of the records.</typeparam>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddKeyedRedisSearchCollection<TKey, TRecord>(
        this IServiceCollection services, object? serviceKey, string name, Action<RedisSearchCollectionOptions>? configure = null, ServiceLifetime lifetime = ServiceLifetime.Singleton)
        where TKey : notnull
        where TRecord : class =>
        VectorRegistration.AddCollection<RedisSearchCollection<TKey, TRecord>, TKey, TRecord, RedisSearchCollectionOptions>(
            services, serviceKey, name, VectorConnections.Registered, configure, lifetime, static (connection, name, options) => new(connection, name, options));

    /// <summary>Adds a <see cref="RedisSearchCollection{TKey, TRecord}"/> with a service key, on a connection of its own; else as the overload without one.</summary>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key.</param>
    /// <param name="name">The name of the collection, 1 to 512 characters.</param>
    /// <param name="configuration">The connection string, as StackExchange.Redis reads it.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="lifetime">How long the collection lives.</param>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TRecord">The type of the records.</typeparam>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddKeyedRedisSearchCollection<TKey, TRecord>(
        this IServiceCollection services, object? serviceKey, string name, string configuration, Action<RedisSearchCollectionOptions>? configure = null, ServiceLifetime lifetime = ServiceLifetime.Singleton)
        where TKey : notnull
        where TRecord : class =>
        VectorRegistration.AddCollection<RedisSearchCollection<TKey, TRecord>, TKey, TRecord, RedisSearchCollectionOptions>(
            services, serviceKey, name, VectorRegistration.OwnConnection(configuration), configure, lifetime, static (connection, name, options) => new(connection, name, options));

    private static RedisSearchStore SearchStore(VectorConnection connection, RedisVectorStoreOptions options) => new(connection, options);
}
