using Hitl.Memory;
using Hitl.SemanticKernel;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what resumes threads in the background of a host.</summary>
public static class ThreadWorkerExtensions
{
    /// <summary>
    /// Adds a worker to the host: when the last pending call of a thread is decided, or a deadline passes, some process that has one resumes
    /// the thread. Adding it again only adds the options.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="kernel">Makes the kernel for a thread, with <c>UseUser</c> where the agent acts for somebody; the services are of a scope of the turn. Default: the <see cref="Kernel"/> of these services.</param>
    /// <param name="configure">Options.</param>
    /// <returns>The same builder.</returns>
    public static HitlBuilder AddThreadWorker(
        this HitlBuilder builder,
        Func<IServiceProvider, string, CancellationToken, ValueTask<Kernel>>? kernel = null,
        Action<ThreadWorkerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddOptions<ThreadWorkerOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ThreadWorkerOptions>, ThreadWorkerOptionsValidator>());
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddSingleton(new ThreadKernelFactory(kernel ?? (static (provider, _, _) => new(provider.GetRequiredService<Kernel>()))));
        services.TryAddSingleton(static p => new ReadyThreads(p.GetRequiredService<RedisStore>()));
        services.TryAddSingleton(static p => new WorkerHeartbeat(p.GetRequiredService<IOptions<ThreadWorkerOptions>>().Value.CheckInterval, p.GetRequiredService<TimeProvider>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ThreadWorker>(static p => new ThreadWorker(
            p.GetRequiredService<IServiceScopeFactory>(),
            p.GetRequiredService<ThreadKernelFactory>(),
            p.GetRequiredService<CheckpointedThreads>(),
            p.GetRequiredService<ThreadRuns>(),
            p.GetRequiredService<ReadyThreads>(),
            p.GetRequiredService<WorkerHeartbeat>(),
            p.GetRequiredService<DeskSignals>(),
            p.GetRequiredService<IOptions<ThreadWorkerOptions>>(),
            p.GetRequiredService<IOptions<HitlOptions>>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetService<ILogger<ThreadWorker>>() ?? NullLogger<ThreadWorker>.Instance)));
        return builder;
    }
}
