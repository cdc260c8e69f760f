using Hitl.SemanticKernel.Tests.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Hitl.SemanticKernel.Tests.Events;

/// <summary>A process with consumers: a service provider of its own whose hosted services run.</summary>
internal sealed class EventApp : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly List<IHostedService> _hosted = [];

    public EventApp(IConnectionMultiplexer connection, string prefix, Action<HitlBuilder> add, Action<IServiceCollection>? services = null)
        : this(Collection(add, services), connection, prefix)
    {
    }

    /// <summary>A process with services that were registered elsewhere.</summary>
    public EventApp(ServiceCollection services, IConnectionMultiplexer connection, string prefix)
    {
        services.AddLogging();
        services.AddHitl().AddRedis(connection, o => o.KeyPrefix = prefix);
        _services = services.BuildServiceProvider();
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async Task<EventApp> StartAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
            _hosted.Add(service);
        }

        return this;
    }

    public async Task StopAsync()
    {
        await Task.WhenAll(_hosted.Select(s => s.StopAsync(CancellationToken.None)));
        _hosted.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
    }

    /// <summary>Waits until something is true.</summary>
    public static async Task UntilAsync(Func<bool> isTrue)
    {
        for (var waited = 0; !isTrue(); waited++)
        {
            Assert.True(waited < 3000, "It did not become true within 30 seconds.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until something is true.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isTrue)
    {
        for (var waited = 0; !await isTrue(); waited++)
        {
            Assert.True(waited < 3000, "It did not become true within 30 seconds.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private static ServiceCollection Collection(Action<HitlBuilder> add, Action<IServiceCollection>? services)
    {
        var collection = new ServiceCollection();
        services?.Invoke(collection);
        add(collection.AddHitl());
        return collection;
    }

    /// <summary>Makes turns whose events are consumed: each thread is a turn of a call that runs.</summary>
    public static Task RunAsync(LedgerApp app, IEnumerable<string> threads) => Task.WhenAll(threads.Select(t => app.InvokeAsync(t, "Note a")));
}
