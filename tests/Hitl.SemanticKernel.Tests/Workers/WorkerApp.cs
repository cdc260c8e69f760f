using System.Threading.Channels;
using Hitl.SemanticKernel.Tests.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Hitl.SemanticKernel.Tests.Workers;

/// <summary>An app whose worker runs.</summary>
internal sealed class WorkerApp : IAsyncDisposable
{
    private readonly Channel<AgentTurn> _turns = Channel.CreateUnbounded<AgentTurn>();
    private readonly ThreadWorker _worker;

    private WorkerApp(LedgerApp app, Channel<AgentTurn> turns)
    {
        App = app;
        _turns = turns;
        _worker = app.Services.GetServices<IHostedService>().OfType<ThreadWorker>().Single();
    }

    public LedgerApp App { get; }

    public ChannelReader<AgentTurn> Turns => _turns.Reader;

    public static async Task<WorkerApp> StartAsync(
        IConnectionMultiplexer connection, string prefix, Action<ThreadWorkerOptions>? worker = null, Action<HitlOptions>? configure = null, IConnectionMultiplexer? effects = null,
        Func<IServiceProvider, string, CancellationToken, ValueTask<Microsoft.SemanticKernel.Kernel>>? kernel = null)
    {
        var turns = Channel.CreateUnbounded<AgentTurn>();
        var app = new LedgerApp(connection, prefix, configure, effects, build: builder => builder.AddThreadWorker(kernel, o =>
        {
            o.OnTurn = (turn, cancellationToken) => turns.Writer.WriteAsync(turn, cancellationToken);
            o.RetryDelay = TimeSpan.FromMilliseconds(20);
            worker?.Invoke(o);
        }));
        var started = new WorkerApp(app, turns);
        await started._worker.StartAsync(default);
        return started;
    }

    public Task StopAsync(CancellationToken cancellationToken = default) => _worker.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true));
        await App.DisposeAsync();
    }
}
