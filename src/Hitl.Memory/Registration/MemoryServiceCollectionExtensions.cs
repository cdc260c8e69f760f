using Hitl.Memory;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.VectorData;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers memory.</summary>
public static class MemoryServiceCollectionExtensions
{
    /// <summary>The service key of the chat client that memory asks, where the app has one for it: <c>Hitl:Memory</c>.</summary>
    public const string ModelKey = MemoryOptions.SectionName;

    /// <summary>
    /// Adds <see cref="AgentMemory"/> and <see cref="LongTermMemory"/>, and a hosted service that does their background work where the app has a host. They use what the app
    /// registered: a <see cref="RedisStore"/> or an <see cref="IConnectionMultiplexer"/>, a <see cref="VectorStore"/> (else one is made on that Redis), an
    /// <see cref="IEmbeddingGenerator"/> of texts, and an <see cref="IChatClient"/>, the one with the key <see cref="ModelKey"/> first. Without a chat client nothing is extracted,
    /// summarised or merged.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Options in code; they go on top of the configuration section <c>Hitl:Memory</c> where the app has a configuration.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddMemory(this IServiceCollection services, Action<MemoryOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<MemoryOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<MemoryOptions>, ConfigureMemoryOptions>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MemoryOptions>, MemoryOptionsValidator>());
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static p => new MemoryConnection(p));
        services.TryAddSingleton(static p => new LongTermMemory(
            p.GetService<VectorStore>() ?? p.GetRequiredService<MemoryConnection>().VectorStore,
            p.GetService<IEmbeddingGenerator<string, Embedding<float>>>() ?? throw new InvalidOperationException("Memory needs vectors of texts: register an IEmbeddingGenerator<string, Embedding<float>>."),
            Options(p).LongTerm, Model(p), p.GetRequiredService<MemoryConnection>().Store, p.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static p => new AgentMemory(
            p.GetRequiredService<MemoryConnection>().Store, p.GetRequiredService<LongTermMemory>(), Options(p), Model(p), p.GetRequiredService<TimeProvider>(), p.GetService<ILogger<AgentMemory>>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, MemoryBackgroundService>());
        return services;
    }

    private static MemoryOptions Options(IServiceProvider services) => services.GetRequiredService<IOptions<MemoryOptions>>().Value;

    private static IChatClient? Model(IServiceProvider services) => services.GetKeyedService<IChatClient>(ModelKey) ?? services.GetService<IChatClient>();
}
