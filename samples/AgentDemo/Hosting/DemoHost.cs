using AgentDemo.Cli;
using AgentDemo.Memory;
using AgentDemo.Shop;
using Hitl.SemanticKernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace AgentDemo.Hosting;

/// <summary>The shop's agent in one process: a store, the library, the tools and a model.</summary>
internal sealed class DemoHost : IAsyncDisposable
{
    // Short, so that a conversation can go on soon after its process died.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);

    private readonly DemoStore _store;
    private readonly ServiceProvider _provider;

    private DemoHost(DemoStore store, ServiceProvider provider)
    {
        _store = store;
        _provider = provider;
    }

    public ReviewDesk Desk => _provider.GetRequiredService<ReviewDesk>();

    public DemoMemory Memory => _provider.GetRequiredService<DemoMemory>();

    public EffectLog Effects => _provider.GetRequiredService<EffectLog>();

    public static async Task<DemoHost> StartAsync(Invocation line, CancellationToken cancellationToken)
    {
        DemoStore store = await DemoStore.OpenAsync(line, cancellationToken);
        try
        {
            return new DemoHost(store, Services(line, store).BuildServiceProvider());
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public AgentThread Thread(string id) => new(
        _provider.GetRequiredService<CheckpointedThreads>().Get(id),
        _provider.GetRequiredService<Kernel>(),
        Memory,
        _provider.GetRequiredService<TimeProvider>());

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        await _store.DisposeAsync();
    }

    private static ServiceCollection Services(Invocation line, DemoStore store)
    {
        var services = new ServiceCollection();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(store.Connection);
        services.AddSingleton<EffectLog>();
        services.AddHitl(options =>
        {
            options.LeaseDuration = Lease;
            ShopRules.AddTo(options.Rules);
        }).AddRedis(store.Connection);

        IKernelBuilder kernel = services.AddKernel().AddOversight();
        kernel.Plugins.AddFromType<OrdersPlugin>(OrdersPlugin.Name);
        kernel.Plugins.AddFromType<CustomersPlugin>(CustomersPlugin.Name);
        kernel.Plugins.AddFromType<EmailPlugin>(EmailPlugin.Name);
        kernel.Plugins.AddFromType<DatabasePlugin>(DatabasePlugin.Name);
        DemoMemory.Add(services, line);
        Models.Add(services, line);
        return services;
    }
}
