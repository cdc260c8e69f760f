using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Registration;

public class AddOversightTests(RedisServers servers)
{
    [Theory, AllServers]
    public async Task A_kernel_that_is_built_already_comes_under_oversight_once(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var services = new ServiceCollection();
        services.AddHitl().AddRedis(server.Connection, o => o.KeyPrefix = server.NewPrefix());
        await using var provider = services.BuildServiceProvider();
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton(new ScriptedClient(_ => new ChatMessage(ChatRole.Assistant, [new Microsoft.Extensions.AI.FunctionCallContent("c", "Shop_Refund", new Dictionary<string, object?> { ["orderId"] = "1", ["amount"] = 1 })]))
            .AsBuilder().UseKernelFunctionInvocation().Build());
        var shop = new Shop();
        builder.Plugins.AddFromObject(shop, "Shop");
        var kernel = builder.Build();

        kernel.AddOversight(provider).AddOversight(provider);

        Assert.Single(kernel.AutoFunctionInvocationFilters);
        Assert.Single(kernel.FunctionInvocationFilters);
        var turn = await provider.GetRequiredService<CheckpointedThreads>().Get("t").InvokeAsync(kernel, "Please.");
        Assert.Equal("Shop-Refund", Assert.Single(turn.Reviews).Tool);
        Assert.Empty(shop.Effects);
    }

    [Theory, AllServers]
    public async Task Registering_everything_twice_changes_nothing(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        var services = new ServiceCollection();
        for (var i = 0; i < 2; i++)
        {
            services.AddHitl().AddRedis(server.Connection, o => o.KeyPrefix = prefix);
            services.AddKernel().AddOversight().AddOversight();
        }

        await using var provider = services.BuildServiceProvider();
        var kernel = provider.GetRequiredService<Kernel>();
        kernel.AddOversight();
        Assert.Single(kernel.AutoFunctionInvocationFilters);
        Assert.Single(kernel.FunctionInvocationFilters);
        Assert.Distinct(provider.GetServices<IRiskScorer>().Select(s => s.GetType()));
        Assert.Distinct(provider.GetServices<ITrustSignal>().Select(s => s.GetType()));
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        var services = new ServiceCollection();
        services.AddKernel().AddOversight();
        using var bare = services.BuildServiceProvider();
        Assert.Contains("AddHitl()", Assert.Throws<InvalidOperationException>(bare.GetRequiredService<Kernel>).Message, StringComparison.Ordinal);
        Assert.Contains("AddHitl()", Assert.Throws<InvalidOperationException>(() => new Kernel().AddOversight()).Message, StringComparison.Ordinal);

        services.AddHitl();
        using var storeless = services.BuildServiceProvider();
        Assert.Contains("AddRedis(", Assert.Throws<InvalidOperationException>(storeless.GetRequiredService<Kernel>).Message, StringComparison.Ordinal);
        Assert.Contains("AddRedis(", Assert.Throws<InvalidOperationException>(storeless.GetRequiredService<CheckpointedThreads>).Message, StringComparison.Ordinal);
        Assert.Contains("AddRedis(", Assert.Throws<InvalidOperationException>(storeless.GetRequiredService<ReviewDesk>).Message, StringComparison.Ordinal);
    }

    [Theory, AllServers]
    public async Task A_kernel_without_oversight_or_model_gets_no_turn(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var services = new ServiceCollection();
        services.AddHitl().AddRedis(server.Connection, o => o.KeyPrefix = server.NewPrefix());
        services.AddKernel();
        await using var provider = services.BuildServiceProvider();
        var thread = provider.GetRequiredService<CheckpointedThreads>().Get("t");
        var kernel = provider.GetRequiredService<Kernel>();
        Assert.Contains("AddOversight()", (await Assert.ThrowsAsync<InvalidOperationException>(() => thread.InvokeAsync(kernel, "Please."))).Message, StringComparison.Ordinal);
        Assert.Contains("chat service", (await Assert.ThrowsAsync<InvalidOperationException>(() => thread.InvokeAsync(kernel.AddOversight(provider), "Please."))).Message, StringComparison.Ordinal);
    }
}
