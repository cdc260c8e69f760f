using Hitl.Memory;
using Hitl.SemanticKernel;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers oversight and its store.</summary>
public static class HitlServiceCollectionExtensions
{
    /// <summary>
    /// Adds oversight: <see cref="CheckpointedThreads"/>, <see cref="ReviewDesk"/>, what the filters need, and in a host what watches deadlines. Follow it with <c>AddRedis</c>.
    /// Adding it again only adds the configuration.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Options in code; they go on top of the configuration section <c>Hitl</c> where the app has a configuration.</param>
    /// <returns>A builder for the store.</returns>
    public static HitlBuilder AddHitl(this IServiceCollection services, Action<HitlOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<HitlOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<HitlOptions>, ConfigureHitlOptions>());
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HitlOptions>, HitlOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HitlOptions>, ContentOptionsValidator>());
        services.TryAddSingleton<ToolRiskScorer>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRiskScorer, ToolRiskScorer>(static p => p.GetRequiredService<ToolRiskScorer>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRiskScorer, ContentRiskScorer>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRiskScorer, TaintRiskScorer>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ITrustSignal, GroundingSignal>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HitlOptions>, PolicyOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HitlOptions>, TrustOptionsValidator>());
        services.TryAddSingleton(static p => new TrackRecord(
            Store(p),
            p.GetRequiredService<TimeProvider>(),
            p.GetService<ILogger<TrackRecord>>() ?? NullLogger<TrackRecord>.Instance,
            p.GetRequiredService<IOptions<HitlOptions>>().Value.Trust.TrackRecordWeight > 0));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ITrustSignal, TrackRecordSignal>(static p =>
            new(p.GetService<RedisStore>() is null ? null : p.GetRequiredService<TrackRecord>(), p.GetRequiredService<IOptions<HitlOptions>>())));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ITrustSignal, ModelConfidenceSignal>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ITrustSignal, ChainHealthSignal>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HitlOptions>, BoundaryOptionsValidator>());
        services.TryAddSingleton<TimeLimit>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HitlOptions>, OutputOptionsValidator>());
        services.TryAddSingleton<ResultBoundary>();
        services.TryAddSingleton<OutputReview>();
        services.TryAddSingleton<AnswerGate>();
        services.TryAddSingleton<RiskScoring>();
        services.TryAddSingleton<TrustScoring>();
        services.TryAddSingleton<PolicyProvider>();
        services.TryAddSingleton(static p => new CallJudge(p.GetRequiredService<RiskScoring>(), p.GetRequiredService<TrustScoring>(), p.GetRequiredService<PolicyProvider>()));
        services.TryAddSingleton(static p => new ShadowLog(Store(p), p.GetService<ILogger<ShadowLog>>() ?? NullLogger<ShadowLog>.Instance));
        services.TryAddSingleton(static p => new BoundCounters(Store(p)));
        services.TryAddSingleton(static p => new ScopedApprovals(Store(p), p.GetRequiredService<EventWriter>(), p.GetRequiredService<StopFeed>()));
        services.TryAddSingleton<OversightGate>();
        services.TryAddSingleton<NestedGate>();
        services.TryAddSingleton<BatchOpener>();
        services.TryAddSingleton<TurnRunner>();
        services.TryAddSingleton(static p =>
        {
            var options = p.GetRequiredService<IOptions<HitlOptions>>().Value;
            return new ThreadCache(options.CachedThreads, OutputOrigins.By(options.Outputs));
        });
        services.TryAddSingleton(static p => new StopFeed(
            Store(p),
            p.GetRequiredService<IOptions<HitlOptions>>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetService<ILogger<StopFeed>>() ?? NullLogger<StopFeed>.Instance));
        services.TryAddSingleton(static p => new OversightStop(Store(p), p.GetRequiredService<EventWriter>(), p.GetRequiredService<StopFeed>()));
        services.TryAddSingleton(static p => new MonitoredCalls(Store(p), p.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static p => new DeskSignals(Store(p)));
        services.TryAddSingleton(static p => new EventServer(Store(p)));
        services.TryAddSingleton(static p => new EventWriter(Store(p), p.GetRequiredService<EventServer>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HitlOptions>, AuditOptionsValidator>());
        services.TryAddSingleton(static p => new AuditLog(
            Store(p),
            p.GetRequiredService<EventServer>(),
            p.GetRequiredService<EventWriter>(),
            p.GetService<AuditKeys>(),
            p.GetRequiredService<IOptions<HitlOptions>>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AuditUpkeep>(static p => new AuditUpkeep(
            p.GetRequiredService<AuditLog>(),
            p.GetRequiredService<IOptions<HitlOptions>>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetService<ILogger<AuditUpkeep>>() ?? NullLogger<AuditUpkeep>.Instance)));
        services.TryAddSingleton(static p => new DeadLetters(Store(p), p.GetRequiredService<EventServer>()));
        services.TryAddSingleton(static p => new ThreadRuns(
            Store(p),
            p.GetRequiredService<EventWriter>(),
            p.GetRequiredService<ThreadCache>(),
            p.GetRequiredService<DeskSignals>(),
            p.GetRequiredService<IOptions<HitlOptions>>(),
            p.GetRequiredService<ResultBoundary>(),
            p.GetRequiredService<StopFeed>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetService<ILogger<ThreadRun>>() ?? NullLogger<ThreadRun>.Instance));
        services.TryAddSingleton<ChatTurns>();
        services.TryAddSingleton(static p => new CheckpointedThreads(p.GetRequiredService<ThreadRuns>(), p.GetRequiredService<TurnRunner>()));
        services.TryAddSingleton(static p => new ReviewDesk(
            Store(p),
            p.GetRequiredService<EventWriter>(),
            p.GetRequiredService<OversightGate>(),
            p.GetRequiredService<ScopedApprovals>(),
            p.GetRequiredService<DeskSignals>(),
            p.GetRequiredService<IOptions<HitlOptions>>().Value,
            p.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static p => new ReviewSweep(Store(p), p.GetRequiredService<EventWriter>(), p.GetRequiredService<DeskSignals>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ReviewSweeper>(static p => new ReviewSweeper(
            p.GetRequiredService<ReviewSweep>(),
            p.GetRequiredService<ReviewDesk>(),
            p.GetRequiredService<IOptions<HitlOptions>>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetService<ILogger<ReviewSweeper>>() ?? NullLogger<ReviewSweeper>.Instance)));
        services.TryAddSingleton<AutoFunctionOversightFilter>();
        services.TryAddSingleton<FunctionOversightFilter>();
        return new HitlBuilder(services);
    }

    /// <summary>Keeps threads and reviews in Redis; the connection is made when it is first needed, and closed with the services.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configuration">The connection string, as StackExchange.Redis reads it. Default: <c>Hitl:Redis:Configuration</c>.</param>
    /// <param name="configure">Key prefix and partitions.</param>
    /// <returns>The same builder.</returns>
    public static HitlBuilder AddRedis(this HitlBuilder builder, string? configuration = null, Action<RedisStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (!builder.Services.Any(s => s.ServiceType == typeof(RedisStore)))
        {
            builder.Services.AddOptions<RedisStoreOptions>().Validate(
                static options => !string.IsNullOrWhiteSpace(options.Configuration),
                $"There is no connection string for Redis. Pass one to AddRedis, or set {RedisStoreOptions.SectionName}:Configuration.");
        }

        return builder.AddStore(
            options =>
            {
                options.Configuration = configuration ?? options.Configuration;
                configure?.Invoke(options);
            },
            static (_, options) => new RedisStore(options));
    }

    /// <summary>Keeps threads and reviews in Redis, through a connection of the app. The connection stays the app's and is never closed here.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="configure">Key prefix and partitions.</param>
    /// <returns>The same builder.</returns>
    public static HitlBuilder AddRedis(this HitlBuilder builder, IConnectionMultiplexer connection, Action<RedisStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return builder.AddStore(configure, (_, options) => new RedisStore(options, connection));
    }

    /// <summary>Keeps threads and reviews in Redis, through the <see cref="IConnectionMultiplexer"/> that is registered with a key. It is never closed here.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="serviceKey">The key of the connection.</param>
    /// <param name="configure">Key prefix and partitions.</param>
    /// <returns>The same builder.</returns>
    public static HitlBuilder AddKeyedRedis(this HitlBuilder builder, object? serviceKey, Action<RedisStoreOptions>? configure = null) =>
        builder.AddStore(configure, (services, options) => new RedisStore(options, services.GetRequiredKeyedService<IConnectionMultiplexer>(serviceKey)));

    private static HitlBuilder AddStore(this HitlBuilder builder, Action<RedisStoreOptions>? configure, Func<IServiceProvider, RedisStoreOptions, RedisStore> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddOptions<RedisStoreOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<RedisStoreOptions>, ConfigureRedisStoreOptions>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RedisStoreOptions>, RedisStoreOptionsValidator>());
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddSingleton(p => create(p, p.GetRequiredService<IOptions<RedisStoreOptions>>().Value));
        return builder;
    }

    private static RedisStore Store(IServiceProvider services) =>
        services.GetService<RedisStore>()
        ?? throw new InvalidOperationException("Oversight has no store. Follow AddHitl() with AddRedis(\"localhost:6379\").");
}
