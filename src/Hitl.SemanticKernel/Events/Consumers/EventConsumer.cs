using Hitl.Memory;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hitl.SemanticKernel;

/// <summary>A group of consumers in this process: one flow for each partition, and one limit for all of them.</summary>
internal sealed class EventConsumer : IHostedService, IAsyncDisposable
{
    private readonly RedisStore _store;
    private readonly EventServer _server;
    private readonly EventGroup _group;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _slots;
    private Task _running = Task.CompletedTask;

    public EventConsumer(RedisStore store, EventServer server, EventGroup group, TimeProvider time, ILogger<EventConsumer> logger)
    {
        _store = store;
        _server = server;
        _group = group;
        _time = time;
        _logger = logger;
        _slots = new SemaphoreSlim(group.Options.Concurrency);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var owner = Guid.NewGuid().ToString("N");
        var dispatcher = new EventDispatcher(_store, _group, _slots, _time, _logger);
        _running = Task.WhenAll(EventFeed.All(_store, _server).Select(feed =>
            Task.Run(() => new PartitionConsumer(_store, _server, feed, _group, owner, dispatcher, _time, _logger).RunAsync(_stopping.Token), CancellationToken.None)));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        _stopping.Dispose();
        _slots.Dispose();
    }
}
