using Hitl.Memory;
using Hitl.SemanticKernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what consumes events. It runs with the app's host.</summary>
public static class EventServiceCollectionExtensions
{
    /// <summary>Lets a group consume the events of all threads with a function.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="group">The group's name, the same in every process and version: 1 to 64 letters, digits, hyphens, dots and underscores.</param>
    /// <param name="handle">Handles one event; see <see cref="IEventHandler.HandleAsync"/>.</param>
    /// <param name="configure">How it consumes. Default: as <see cref="EventConsumerOptions"/> says.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The name or an option is not valid, or there is such a group already.</exception>
    public static HitlBuilder AddEventConsumer(
        this HitlBuilder builder, string group, Func<EventDelivery, CancellationToken, Task> handle, Action<EventConsumerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return builder.AddEventGroup(group, Options(configure), _ => new DelegateEventHandler(handle));
    }

    /// <summary>Lets a group consume the events of all threads with a handler, which is made once with the app's services.</summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="group">The group's name, the same in every process and version: 1 to 64 letters, digits, hyphens, dots and underscores.</param>
    /// <param name="configure">How it consumes. Default: as <see cref="EventConsumerOptions"/> says.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The name or an option is not valid, or there is such a group already.</exception>
    public static HitlBuilder AddEventConsumer<THandler>(this HitlBuilder builder, string group, Action<EventConsumerOptions>? configure = null)
        where THandler : class, IEventHandler =>
        builder.AddEventGroup(group, Options(configure), static services => ActivatorUtilities.GetServiceOrCreateInstance<THandler>(services));

    internal static HitlBuilder AddEventGroup(this HitlBuilder builder, string group, EventConsumerOptions options, Func<IServiceProvider, IEventHandler> handler)
    {
        ArgumentNullException.ThrowIfNull(builder);
        EventGroup.ThrowIfInvalidName(group);
        options.ThrowIfInvalid();
        if (builder.Services.Any(s => s.ServiceType == typeof(EventGroup) && Equals(s.ServiceKey, group)))
        {
            throw new ArgumentException($"There is a group '{group}' already. Give each consumer a name of its own.", nameof(group));
        }

        builder.Services.AddKeyedSingleton(group, (services, _) => new EventGroup(group, options, handler(services)));
        builder.Services.AddSingleton<IHostedService>(services => new EventConsumer(
            services.GetRequiredService<RedisStore>(),
            services.GetRequiredService<EventServer>(),
            services.GetRequiredKeyedService<EventGroup>(group),
            services.GetRequiredService<TimeProvider>(),
            services.GetService<ILogger<EventConsumer>>() ?? NullLogger<EventConsumer>.Instance));
        return builder;
    }

    private static EventConsumerOptions Options(Action<EventConsumerOptions>? configure)
    {
        var options = new EventConsumerOptions();
        configure?.Invoke(options);
        return options;
    }
}
