using AgentDemo.Cli;
using AgentDemo.Memory;
using AgentDemo.Shop;
using Hitl.SemanticKernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.SemanticKernel;

namespace AgentDemo.Hosting;

/// <summary>The shop's agent in one process: a store, the library, the tools and a model.</summary>
internal sealed class DemoHost : IAsyncDisposable
{
    // Short, so that a conversation can go on soon after its process died.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DemoStore _store;
    private readonly ServiceProvider _provider;
    private Action<AgentTurn>? _ran;

    private DemoHost(Invocation line, DemoStore store)
    {
        _store = store;
        _provider = Services(line, store, turn => _ran?.Invoke(turn)).BuildServiceProvider();
    }

    public ReviewDesk Desk => _provider.GetRequiredService<ReviewDesk>();

    public DemoMemory Memory => _provider.GetRequiredService<DemoMemory>();

    public EffectLog Effects => _provider.GetRequiredService<EffectLog>();

    public static async Task<DemoHost> StartAsync(Invocation line, CancellationToken cancellationToken)
    {
        DemoStore store = await DemoStore.OpenAsync(line, cancellationToken);
        try
        {
            return new DemoHost(line, store);
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

    /// <summary>Resumes conversations that can go on, and watches deadlines, until it is cancelled.</summary>
    /// <param name="ran">Gets each turn.</param>
    /// <param name="cancellationToken">Ends the work, after the turns that run.</param>
    public async Task WorkAsync(Action<AgentTurn> ran, CancellationToken cancellationToken)
    {
        _ran = ran;
        IHostedService[] services = [.. _provider.GetServices<IHostedService>()];
        foreach (IHostedService service in services)
        {
            await service.StartAsync(cancellationToken);
        }

        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            using var patience = new CancellationTokenSource(Patience);
            foreach (IHostedService service in services)
            {
                await service.StopAsync(patience.Token);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        await _store.DisposeAsync();
    }

    private static ServiceCollection Services(Invocation line, DemoStore store, Action<AgentTurn> ran)
    {
        var services = new ServiceCollection();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(store.Connection);
        services.AddSingleton<EffectLog>();
        services.AddHitl(options =>
        {
            options.LeaseDuration = Lease;
            ShopRules.AddTo(options.Rules);
        }).AddRedis(store.Connection).AddThreadWorker(configure: options =>
        {
            options.Settings = _ => AgentThread.Settings;
            options.OnTurn = (turn, _) =>
            {
                ran(turn);
                return ValueTask.CompletedTask;
            };
        });

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
