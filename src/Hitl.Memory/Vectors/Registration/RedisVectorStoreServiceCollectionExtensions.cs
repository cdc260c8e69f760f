using Hitl.Memory;
using Microsoft.Extensions.AI;
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
    /// <summary>Adds a <see cref="RedisVectorStore"/>, which picks what the server offers, also as <see cref="VectorStore"/>, on the app's connection.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="lifetime">How long the store lives.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddRedisVectorStore(
        this IServiceCollection services, Action<RedisVectorStoreOptions>? configure = null, ServiceLifetime lifetime = ServiceLifetime.Singleton) =>
        services.AddKeyedRedisVectorStore(null, configure, lifetime);

    /// <summary>Adds a <see cref="RedisVectorStore"/>, which picks what the server offers, also as <see cref="VectorStore"/>, on a connection of its own.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The connection string, as StackExchange.Redis reads it.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="lifetime">How long the store lives.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddRedisVectorStore(
        this IServiceCollection services, string configuration, Action<RedisVectorStoreOptions>? configure = null, ServiceLifetime lifetime = ServiceLifetime.Singleton) =>
        services.AddKeyedRedisVectorStore(null, configuration, configure, lifetime);

    /// <summary>Adds a <see cref="RedisVectorStore"/>, which picks what the server offers, with a service key, also as <see cref="VectorStore"/>, on the app's connection.</summary>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="lifetime">How long the store lives.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddKeyedRedisVectorStore(
        this IServiceCollection services, object? serviceKey, Action<RedisVectorStoreOptions>? configure = null, ServiceLifetime lifetime = ServiceLifetime.Singleton) =>
        VectorRegistration.AddStore(services, serviceKey, VectorConnections.Registered, configure, lifetime, ChosenStore);

    /// <summary>Adds a <see cref="RedisVectorStore"/>, which picks what the server offers, with a service key, also as <see cref="VectorStore"/>, on a connection of its own.</summary>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key.</param>
    /// <param name="configuration">The connection string, as StackExchange.Redis reads it.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="lifetime">How long the store lives.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddKeyedRedisVectorStore(
        this IServiceCollection services, object? serviceKey, string configuration, Action<RedisVectorStoreOptions>? configure = null, ServiceLifetime lifetime = ServiceLifetime.Singleton) =>
        VectorRegistration.AddStore(services, serviceKey, VectorRegistration.OwnConnection(configuration), configure, lifetime, ChosenStore);

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
        VectorRegistration.AddStore(services, serviceKey, VectorConnections.Registered, configure, lifetime, VectorSetStore);

    /// <summary>Adds a <see cref="RedisVectorSetStore"/> with a service key, also as <see cref="VectorStore"/>, on a connection of its own.</summary>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key.</param>
    /// <param name="configuration">The connection string, as StackExchange.Redis reads it.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="lifetime">How long the store lives.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddKeyedRedisVectorSetStore(
        this IServiceCollection services, object? serviceKey, string configuration, Action<RedisVectorStoreOptions>? configure = null, ServiceLifetime lifetime = ServiceLifetime.Singleton) =>
        VectorRegistration.AddStore(services, serviceKey, VectorRegistration.OwnConnection(configuration), configure, lifetime, VectorSetStore);

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
        VectorRegistration.AddCollection<RedisVectorSetCollection<TKey, TRecord>, TKey, TRecord, RedisVectorSetCollectionOptions>(
            services, serviceKey, name, VectorConnections.Registered, configure, lifetime, static (connection, name, options) => new(connection, name, options));

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
        VectorRegistration.AddCollection<RedisVectorSetCollection<TKey, TRecord>, TKey, TRecord, RedisVectorSetCollectionOptions>(
            services, serviceKey, name, VectorRegistration.OwnConnection(configuration), configure, lifetime, static (connection, name, options) => new(connection, name, options));

    private static RedisVectorStore ChosenStore(VectorConnection connection, RedisVectorStoreOptions options) => new(connection, options);

    private static RedisVectorSetStore VectorSetStore(VectorConnection connection, RedisVectorStoreOptions options) => new(connection, options);
}
