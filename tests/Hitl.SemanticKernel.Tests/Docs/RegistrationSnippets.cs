using System.Text.Json;
using Hitl.Embedded;
using Hitl.Memory;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using StackExchange.Redis;

namespace Hitl.SemanticKernel.Tests.Docs;

public class RegistrationSnippets(RedisServers servers)
{
    [Fact]
    public void Three_lines_register_it()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton<IPayments, Payments>();
        var apiKey = "key";

        #region register
        builder.Services.AddHitl().AddRedis("localhost:6379");
        builder.Services.AddKernel().AddOversight().Plugins.AddFromType<OrdersPlugin>("Orders");
        builder.Services.AddOpenAIChatCompletion("gpt-4.1", apiKey);
        #endregion

        using var host = builder.Build();
        var kernel = host.Services.GetRequiredService<Kernel>();
        Assert.Single(kernel.AutoFunctionInvocationFilters);
        Assert.Single(kernel.FunctionInvocationFilters);
        Assert.NotNull(host.Services.GetRequiredService<CheckpointedThreads>().Get("t"));
        Assert.NotNull(host.Services.GetRequiredService<ReviewDesk>());
        Assert.Equal("localhost:6379", host.Services.GetRequiredService<IOptions<RedisStoreOptions>>().Value.Configuration);
    }

    [Fact]
    public async Task A_connection_of_the_app_stays_open()
    {
        await using var server = await EmbeddedRedis.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var services = new ServiceCollection();
        var connectionString = server.ConnectionString;

        #region connection
        var connection = await ConnectionMultiplexer.ConnectAsync(connectionString);
        services.AddHitl().AddRedis(connection, o => o.KeyPrefix = "shop");
        #endregion

        await using (var provider = services.BuildServiceProvider())
        {
            Assert.Empty(await provider.GetRequiredService<ReviewDesk>().ListAsync(cancellationToken: TestContext.Current.CancellationToken));
        }

        Assert.True(connection.IsConnected);
        Assert.Equal("16", (string?)await connection.GetDatabase().StringGetAsync("shop:partitions"));
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task A_keyed_connection_stays_open()
    {
        var shared = (await servers.GetAsync(ServerKind.Embedded)).Connection;
        var services = new ServiceCollection();

        #region keyed
        services.AddKeyedSingleton<IConnectionMultiplexer>("agents", shared);
        services.AddHitl().AddKeyedRedis("agents");
        #endregion

        await using (var provider = services.BuildServiceProvider())
        {
            _ = await provider.GetRequiredService<ReviewDesk>().ListAsync(cancellationToken: TestContext.Current.CancellationToken);
        }

        Assert.True(shared.IsConnected);
    }

    [Fact]
    public async Task A_built_kernel_and_a_chat_client_can_be_used()
    {
        IChatClient client = DocApp.Refunding();
        var services = new ServiceCollection().AddHitl().AddRedis("localhost:6379").Services.BuildServiceProvider();

        #region built-kernel
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton(client.AsBuilder().UseKernelFunctionInvocation().Build());
        var kernel = builder.Build().AddOversight(services);
        #endregion

        Assert.Single(kernel.AddOversight(services).AutoFunctionInvocationFilters);
        await services.DisposeAsync();
    }

    [Fact]
    public async Task The_embedded_server_needs_no_Redis()
    {
        var services = new ServiceCollection();
        using var folder = new TempDirectory();

        #region embedded
        await using var server = await EmbeddedRedis.StartAsync(folder.Path);    // no folder: in memory
        services.AddHitl().AddRedis(server.ConnectionString);
        #endregion

        await using var provider = services.BuildServiceProvider();
        Assert.Empty(await provider.GetRequiredService<ReviewDesk>().ListAsync(cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Rules_in_code_hold()
    {
        var server = await servers.GetAsync(ServerKind.Embedded);
        var services = new ServiceCollection();
        services.AddHitl().AddRedis(server.Connection);

        #region rules
        services.AddHitl(options =>
        {
            options.Rules.Add(new() { Plugin = "Orders", Function = "Refund", When = a => a.GetProperty("amount").GetDecimal() <= 20, Risk = 0.4 });
            options.Rules.Add(new() { Plugin = "Database", Arguments = { ["sql"] = @"^\s*select\b[^;]*$" }, ReadOnly = true });
        });
        #endregion

        await using var provider = services.BuildServiceProvider();
        var gate = provider.GetRequiredService<OversightGate>();
        async Task Judged(Verdict expected, string plugin, string function, string arguments)
        {
            var tool = new ToolDefinition { Name = $"{plugin}-{function}", PluginName = plugin, FunctionName = function };
            var call = await gate.JudgeAsync("t", new RequestedCall { Id = "c", Tool = tool, Arguments = JsonElement.Parse(arguments) }, () => "r", TestContext.Current.CancellationToken);
            Assert.True(expected == call.Data.Verdict, $"{call.Data.Verdict}: {string.Join("; ", call.Data.Risk.Reasons)}");
        }

        await Judged(Verdict.Monitor, "Orders", "Refund", """{"amount":12.50}""");
        await Judged(Verdict.Review, "Orders", "Refund", """{"amount":120}""");
        await Judged(Verdict.Review, "Orders", "Refund", "{}");
        await Judged(Verdict.Proceed, "Database", "Query", """{"sql":"select 1"}""");
        await Judged(Verdict.Review, "Database", "Query", """{"sql":"select 1; drop table x"}""");
        await Judged(Verdict.Review, "Database", "Frobnicate", "{}");
    }

    [Fact]
    public async Task A_scorer_of_ones_own_is_asked_too()
    {
        var server = await servers.GetAsync(ServerKind.Embedded);
        var services = new ServiceCollection();
        services.AddHitl().AddRedis(server.Connection);

        #region add-scorer
        services.AddSingleton<IRiskScorer, LargeRefunds>();
        #endregion

        await using var provider = services.BuildServiceProvider();
        var gate = provider.GetRequiredService<OversightGate>();
        var tool = new ToolDefinition { Name = "Orders-Note", PluginName = "Orders", FunctionName = "Note", Declaration = new OversightDeclaration(0.1, RiskFlags.None, false, false) };
        var small = await gate.JudgeAsync("t", new RequestedCall { Id = "c", Tool = tool, Arguments = JsonElement.Parse("""{"amount":5}""") }, () => "r", default);
        var large = await gate.JudgeAsync("t", new RequestedCall { Id = "c", Tool = tool, Arguments = JsonElement.Parse("""{"amount":5000}""") }, () => "r", default);
        Assert.Equal((Verdict.Proceed, Verdict.Review), (small.Data.Verdict, large.Data.Verdict));
    }
}
