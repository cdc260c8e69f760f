using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Hitl.SemanticKernel.Tests.Chat;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.SemanticKernel;
using static Hitl.SemanticKernel.Tests.Chat.ChatAgent;

namespace Hitl.SemanticKernel.Tests.Telemetry;

public class TelemetryTests(RedisServers servers)
{
    private const string Refund = """{"id":"7","amount":5}""";
    private const string Lookup = """{"id":"7"}""";
    private readonly ShopTools _shop = new();

    [Theory, AllServers]
    public async Task What_people_and_the_policy_do_is_counted(ServerKind kind)
    {
        using var metrics = new Metrics();
        var agent = new ChatAgent(await servers.GetAsync(kind), Model(("r", "refund_order", Refund), ("l", "lookup_order", Lookup)), _shop.All);

        await agent.DecideAsync(approved: true, Requests(await agent.SayAsync("Refund 7.")));

        Assert.Contains(("hitl.reviews.opened", "hitl.review.kind=call"), metrics.Seen);
        Assert.Contains(("hitl.reviews.decided", "hitl.review.kind=call;hitl.outcome=approved"), metrics.Seen);
        Assert.Contains(("hitl.review.wait_time", "hitl.review.kind=call;hitl.outcome=approved"), metrics.Seen);
        Assert.Contains(("hitl.verdicts", "hitl.verdict=review;hitl.shadow=False"), metrics.Seen);
        Assert.Contains(("hitl.verdicts", "hitl.verdict=proceed;hitl.shadow=False"), metrics.Seen);
        Assert.Contains(("hitl.gate.duration", "hitl.verdict=review"), metrics.Seen);
    }

    [Fact]
    public void Buckets_fit_what_is_measured()
    {
        using var metrics = new Metrics();
        Assert.Equal(HitlTelemetry.Name, HitlTelemetry.Source.Name);

        var bounds = metrics.Instruments.OfType<Histogram<double>>().ToDictionary(i => i.Name, i => i.Advice!.HistogramBucketBoundaries!);
        Assert.Equal(("s", "s"), (metrics.Instruments.Single(i => i.Name == "hitl.review.wait_time").Unit, metrics.Instruments.Single(i => i.Name == "hitl.gate.duration").Unit));
        Assert.InRange(bounds["hitl.review.wait_time"].Count(b => b > 3600), 5, 10);
        Assert.InRange(bounds["hitl.gate.duration"].Count(b => b < 0.005), 5, 10);
        Assert.All(bounds.Values, b => Assert.Equal(b.Order(), b));
    }

    [Theory, AllServers]
    public async Task A_host_tells_how_deep_the_queue_is(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var agent = new ChatAgent(server, Model(("a", "refund_order", Refund), ("b", "refund_order", Refund)), _shop.All);
        await agent.SayAsync("Refund 7.");
        using var metrics = new Metrics();
        using var host = Host(server, agent.Prefix, worker: false);

        await host.StartAsync();

        await metrics.WhenAsync("hitl.queue.depth", 2);
        await host.StopAsync();
    }

    private static IHost Host(TestServer server, string prefix, bool worker)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        var hitl = builder.Services.AddHitl(o => o.SweepInterval = TimeSpan.FromMilliseconds(20)).AddRedis(server.Connection, o => o.KeyPrefix = prefix);
        builder.Services.AddKernel().AddOversight();
        builder.Services.AddHealthChecks().AddHitlHealthChecks();
        if (worker)
        {
            hitl.AddThreadWorker();
        }

        return builder.Build();
    }

    private sealed class Metrics : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<(string Name, double Value)> _values = new();
        private readonly Channel<bool> _news = Channel.CreateUnbounded<bool>();

        public Metrics()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == HitlTelemetry.Name)
                {
                    Instruments.Add(instrument);
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.Start();
        }

        public ConcurrentBag<Instrument> Instruments { get; } = [];

        public ConcurrentQueue<(string Name, string Tags)> Seen { get; } = new();

        public async Task WhenAsync(string name, double value)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (!_values.Contains((name, value)))
            {
                await _news.Reader.ReadAsync(patience.Token);
            }
        }

        public void Dispose() => _listener.Dispose();

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            Seen.Enqueue((instrument.Name, string.Join(';', tags.ToArray().Select(t => $"{t.Key}={t.Value}"))));
            _values.Enqueue((instrument.Name, value));

            // What other tests measure may still be on its way when this one has ended.
            _news.Writer.TryWrite(true);
        }
    }
}
