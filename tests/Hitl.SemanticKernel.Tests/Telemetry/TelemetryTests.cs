using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Hitl.SemanticKernel.Tests.Chat;
using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.SemanticKernel;
using static Hitl.SemanticKernel.Tests.Chat.ChatAgent;

namespace Hitl.SemanticKernel.Tests.Telemetry;

public class TelemetryTests(RedisServers servers)
{
    private const string Refund = """{"id":"7","amount":5}""";
    private const string Lookup = """{"id":"7"}""";
    private readonly ShopTools _shop = new();

    [Theory, AllServers(false), AllServers(true)]
    public async Task A_turn_is_one_tree_and_the_resumed_one_is_linked_to_the_paused_one(ServerKind kind, bool sensitive)
    {
        var thread = $"thread {Guid.NewGuid()}";
        using var traces = new Traces();
        var agent = new ChatAgent(await servers.GetAsync(kind), Model(("r", "refund_order", Refund), ("l", "lookup_order", Lookup)), _shop.All)
        {
            ThreadId = thread,
            Options = o => o.SensitiveTelemetry = sensitive,
        };

        var paused = await agent.SayAsync("Refund 7.");
        await agent.DecideAsync(approved: true, Requests(paused));

        var turns = traces.Where(a => a.OperationName == "invoke_agent" && Equals(a.GetTagItem("gen_ai.conversation.id"), thread));
        Assert.Equal(["awaiting_review", "completed"], turns.Select(a => a.GetTagItem("hitl.outcome")));
        Assert.Equal([false, true], turns.Select(a => a.GetTagItem("hitl.resumed")));
        var calls = traces.Where(a => turns.Exists(t => t.SpanId == a.ParentSpanId));
        Assert.Equal(["execute_tool lookup_order", "execute_tool refund_order"], calls.Select(c => c.OperationName));
        Assert.Equal(turns.Select(t => t.TraceId), calls.Select(c => c.TraceId));
        var refund = calls[1];
        Assert.Equal(
            ("execute_tool", "refund_order", "r", "review", "succeeded", Requests(paused)[0].RequestId),
            (refund.GetTagItem("gen_ai.operation.name"), refund.GetTagItem("gen_ai.tool.name"), refund.GetTagItem("gen_ai.tool.call.id"), refund.GetTagItem("hitl.verdict"),
                refund.GetTagItem("hitl.call.state"), refund.GetTagItem("hitl.review.id")));
        Assert.Equal(sensitive, refund.GetTagItem("gen_ai.tool.call.arguments")?.ToString()?.Contains("amount", StringComparison.Ordinal) ?? false);
        Assert.Equal(sensitive, refund.GetTagItem("gen_ai.tool.call.result")?.ToString()?.Contains("refunded", StringComparison.Ordinal) ?? false);
        Assert.Empty(turns[0].Links);
        Assert.Equal(turns[0].TraceId, Assert.Single(turns[1].Links).Context.TraceId);
    }

    [Theory, AllPaths]
    public async Task Semantic_Kernels_turns_are_told_the_same_way(ServerKind kind, ModelPath path, bool streaming)
    {
        using var traces = new Traces();
        await using var agent = await Agent.StartAsync(await servers.GetAsync(kind), path, streaming, Agent.Calls(path, ("c", "Orders-Refund", Refund)), StubReply.Text("Done."));
        agent.ThreadId = $"thread {Guid.NewGuid()}";
        agent.Tools = new OrderTools().AddTo;

        await agent.ApproveAsync(await agent.InvokeAsync());
        await agent.ResumeAsync();

        var turns = traces.Where(a => a.OperationName == "invoke_agent" && Equals(a.GetTagItem("gen_ai.conversation.id"), agent.ThreadId));
        Assert.Equal(["awaiting_review", "completed"], turns.Select(a => a.GetTagItem("hitl.outcome")));
        Assert.Equal("execute_tool Orders-Refund", Assert.Single(traces.Where(a => a.TraceId == turns[1].TraceId && a.Source.Name == HitlTelemetry.Name && a != turns[1])).OperationName);
        Assert.Equal(turns[0].TraceId, Assert.Single(turns[1].Links).Context.TraceId);
    }

    [Fact]
    public async Task An_agent_activity_of_the_app_is_not_doubled()
    {
        using var traces = new Traces();
        using var source = new ActivitySource("The app");
        using var listener = new ActivityListener { ShouldListenTo = s => s == source, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        var agent = new ChatAgent(await servers.GetAsync(ServerKind.Embedded), Model(("l", "lookup_order", Lookup)), _shop.All);

        using var outer = source.StartActivity("invoke_agent shop")!;
        await agent.SayAsync("What of 7?");

        Assert.Equal("execute_tool lookup_order", Assert.Single(traces.Where(a => a.TraceId == outer.TraceId)).OperationName);
        Assert.Equal(agent.ThreadId, outer.GetTagItem("gen_ai.conversation.id"));
    }

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

    [Theory, AllServers]
    public async Task Health_is_the_store_the_oldest_review_and_the_worker(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var agent = new ChatAgent(server, Model(("r", "refund_order", Refund)), _shop.All);
        using var host = Host(server, agent.Prefix, worker: true);
        var checks = host.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Unhealthy, (await checks.CheckHealthAsync()).Status);

        await host.StartAsync();
        var report = await WhenAsync(checks, HealthStatus.Healthy);
        Assert.Equal(0L, report.Entries["hitl"].Data["pending"]);
        await agent.SayAsync("Refund 7.");
        report = await WhenAsync(checks, HealthStatus.Degraded);

        Assert.Equal(1L, report.Entries["hitl"].Data["pending"]);
        await host.StopAsync();
    }

    [Fact]
    public async Task A_store_that_is_away_is_not_healthy()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddHitl().AddRedis("127.0.0.1:1,connectTimeout=200,connectRetry=0,abortConnect=true");
        services.AddHealthChecks().AddHitlHealthChecks();
        await using var provider = services.BuildServiceProvider();

        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HealthStatus.Unhealthy, report.Status);
    }

    private static async Task<HealthReport> WhenAsync(HealthCheckService checks, HealthStatus status)
    {
        var time = Stopwatch.StartNew();
        while (true)
        {
            var report = await checks.CheckHealthAsync(TestContext.Current.CancellationToken);
            if (report.Status == status)
            {
                return report;
            }

            Assert.True(time.Elapsed < TimeSpan.FromSeconds(30), $"The health is {report.Status}.");
            await Task.Delay(10);
        }
    }

    private static IHost Host(TestServer server, string prefix, bool worker)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        var hitl = builder.Services.AddHitl(o => o.SweepInterval = TimeSpan.FromMilliseconds(20)).AddRedis(server.Connection, o => o.KeyPrefix = prefix);
        builder.Services.AddKernel().AddOversight();
        builder.Services.AddHealthChecks().AddHitlHealthChecks(o => o.MaxPendingAge = TimeSpan.FromMilliseconds(1));
        if (worker)
        {
            hitl.AddThreadWorker();
        }

        return builder.Build();
    }

    /// <summary>The activities of oversight that have ended, in the order in which they began.</summary>
    private sealed class Traces : IDisposable
    {
        private readonly ConcurrentQueue<Activity> _ended = new();
        private readonly ActivityListener _listener;

        public Traces()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = s => s.Name == HitlTelemetry.Name,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = _ended.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public List<Activity> Where(Predicate<Activity> fits) => [.. _ended.Where(a => fits(a)).OrderBy(a => a.StartTimeUtc)];

        public void Dispose() => _listener.Dispose();
    }

    private sealed class Metrics : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<(string Name, double Value)> _values = new();
        private readonly SemaphoreSlim _news = new(0);

        public Metrics()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == HitlTelemetry.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.Start();
        }

        public ConcurrentQueue<(string Name, string Tags)> Seen { get; } = new();

        public async Task WhenAsync(string name, double value)
        {
            while (!_values.Contains((name, value)))
            {
                Assert.True(await _news.WaitAsync(TimeSpan.FromSeconds(30)), $"No {name} of {value} was told.");
            }
        }

        public void Dispose()
        {
            _listener.Dispose();
            _news.Dispose();
        }

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            Seen.Enqueue((instrument.Name, string.Join(';', tags.ToArray().Select(t => $"{t.Key}={t.Value}"))));
            _values.Enqueue((instrument.Name, value));
            _news.Release();
        }
    }
}
