using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Hitl.Memory;
using Hitl.SemanticKernel.Tests.Chat;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.SemanticKernel;
using static Hitl.SemanticKernel.Tests.Chat.ChatAgent;

namespace Hitl.SemanticKernel.Tests.Telemetry;

public class HealthTests(RedisServers servers)
{
    private const string Refund = """{"id":"7","amount":5}""";
    private readonly ShopTools _shop = new();

    [Theory, AllServers]
    public async Task Health_is_the_store_the_oldest_review_and_the_worker(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var agent = new ChatAgent(server, Model(("r", "refund_order", Refund)), _shop.All);
        using var host = Host(server, agent.Prefix, maxAge: TimeSpan.FromMilliseconds(1));
        var checks = host.Services.GetRequiredService<HealthCheckService>();
        var report = (await checks.CheckHealthAsync()).Entries["hitl"];
        Assert.Equal((HealthStatus.Unhealthy, "not running"), (report.Status, report.Data["worker"]));
        Assert.Contains("worker", report.Description, StringComparison.Ordinal);

        await host.StartAsync();
        report = await WhenAsync(checks, HealthStatus.Healthy);
        Assert.Equal(["pending", "worker"], report.Data.Keys.Order());
        Assert.Equal((0L, "alive"), (report.Data["pending"], report.Data["worker"]));

        await agent.SayAsync("Refund 7.");
        report = await WhenAsync(checks, HealthStatus.Degraded);
        Assert.Equal((1L, "alive"), (report.Data["pending"], report.Data["worker"]));
        Assert.Contains("oldest", report.Description, StringComparison.Ordinal);
        await host.StopAsync();
    }

    [Theory, AllServers]
    public async Task The_oldest_review_is_told_wherever_it_stands_in_the_queue(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var agent = new ChatAgent(server, Model([.. Enumerable.Range(0, 150).Select(i => ($"r{i}", "refund_order", Refund))]), _shop.All);
        var old = new ChatAgent(server, Model(("o", "stir", "{}")), Microsoft.Extensions.AI.AIFunctionFactory.Create(() => "stirred", "stir")) { Prefix = agent.Prefix };
        var keys = new Keyspace(agent.Prefix, new RedisStoreOptions().Partitions);
        old.ThreadId = Enumerable.Range(0, 1000).Select(i => $"old {i}").First(id => keys.PartitionOf(id) == keys.PartitionOf(agent.ThreadId!));
        await old.SayAsync("Stir.");
        await Task.Delay(50);
        await agent.SayAsync("Refund 7.");
        var reviews = await agent.OnAsync(s => s.GetRequiredService<ReviewDesk>().ListAsync(limit: 1000));
        var oldest = reviews.MinBy(r => r.CreatedAt)!;
        Assert.Equal((old.ThreadId, 151), (oldest.ThreadId, reviews.Count));
        Assert.Equal(old.ThreadId, reviews[^1].ThreadId);

        using var host = Host(server, agent.Prefix, maxAge: TimeSpan.FromDays(1));
        var report = (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["hitl"];

        Assert.Equal(oldest.CreatedAt, DateTimeOffset.Parse((string)report.Data["oldest"], CultureInfo.InvariantCulture));
        Assert.InRange((double)report.Data["oldest_age_seconds"], 0.05, 60);
    }

    [Fact]
    public async Task A_store_that_is_away_is_not_healthy()
    {
        await using var provider = Provider("127.0.0.1:1,connectTimeout=200,connectRetry=0,abortConnect=true", TimeSpan.FromSeconds(30));

        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);

        Assert.Equal((HealthStatus.Unhealthy, "The store does not answer."), (report.Status, report.Entries["hitl"].Description));
        Assert.IsType<OversightUnavailableException>(report.Entries["hitl"].Exception);
    }

    [Fact]
    public async Task A_store_that_takes_too_long_is_not_healthy()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var provider = Provider($"{silent.LocalEndpoint},connectTimeout=60000", TimeSpan.FromMilliseconds(200));
        var time = Stopwatch.StartNew();

        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);

        Assert.Equal((HealthStatus.Unhealthy, "The store did not answer within 00:00:00.2000000."), (report.Status, report.Entries["hitl"].Description));
        Assert.InRange(time.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Theory, InlineData(0), InlineData(9), InlineData(3_600_001)]
    public void A_timeout_that_makes_no_sense_is_refused(int milliseconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ServiceCollection().AddHealthChecks().AddHitlHealthChecks(o => o.Timeout = TimeSpan.FromMilliseconds(milliseconds)));

    private static async Task<HealthReportEntry> WhenAsync(HealthCheckService checks, HealthStatus status)
    {
        var time = Stopwatch.StartNew();
        while (true)
        {
            var report = await checks.CheckHealthAsync(TestContext.Current.CancellationToken);
            if (report.Status == status)
            {
                return report.Entries["hitl"];
            }

            Assert.True(time.Elapsed < TimeSpan.FromSeconds(30), $"The health is {report.Status}.");
            await Task.Delay(10);
        }
    }

    private static ServiceProvider Provider(string redis, TimeSpan timeout)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddHitl().AddRedis(redis);
        services.AddHealthChecks().AddHitlHealthChecks(o => o.Timeout = timeout);
        return services.BuildServiceProvider();
    }

    private static IHost Host(TestServer server, string prefix, TimeSpan maxAge)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddHitl().AddRedis(server.Connection, o => o.KeyPrefix = prefix).AddThreadWorker();
        builder.Services.AddKernel().AddOversight();
        builder.Services.AddHealthChecks().AddHitlHealthChecks(o => (o.MaxPendingAge, o.Timeout) = (maxAge, TimeSpan.FromSeconds(30)));
        return builder.Build();
    }
}
