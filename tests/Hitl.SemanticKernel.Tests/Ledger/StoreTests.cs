using Hitl.Memory;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel.Tests.Ledger;

/// <summary>The store that an app is set to.</summary>
public class StoreTests(RedisServers servers)
{
    [Theory, AllServers]
    public async Task Another_number_of_partitions_is_refused_with_the_recorded_one(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using (var app = new LedgerApp(server.Connection, prefix))
        {
            await app.InvokeAsync("t", "Pay a");
        }

        var services = new ServiceCollection();
        services.AddHitl().AddRedis(server.Connection, o => (o.KeyPrefix, o.Partitions) = (prefix, 8));
        await using var other = services.BuildServiceProvider();
        for (var i = 0; i < 2; i++)
        {
            var error = await Assert.ThrowsAsync<StoreMismatchException>(() => other.GetRequiredService<ReviewDesk>().ListAsync());
            Assert.Contains("Set Hitl:Redis:Partitions to 16", error.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<StoreMismatchException>(() => other.GetRequiredService<CheckpointedThreads>().Get("t").GetHistoryAsync());
        }

        Assert.True(server.Connection.IsConnected);
    }

    [Theory, AllServers]
    public async Task Key_prefixes_are_worlds_of_their_own(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var one = new LedgerApp(server.Connection, prefix);
        await using var two = new LedgerApp(server.Connection, prefix + ":0");
        var review = Assert.Single((await one.InvokeAsync("t", "Pay a")).Reviews);
        Assert.Empty(await two.Desk.ListAsync());
        await Assert.ThrowsAsync<UnknownReviewException>(() => two.Desk.GetAsync(review.Id));
        await Assert.ThrowsAsync<UnknownReviewException>(() => two.Desk.ApproveAsync(review, LedgerApp.Ana));
        await Assert.ThrowsAsync<UnknownThreadException>(() => two.ResumeAsync("t"));
        Assert.Equal(AgentTurnStatus.Completed, (await two.InvokeAsync("t", "hello:")).Status);
        Assert.Equal(AgentTurnStatus.AwaitingReview, (await one.ResumeAsync("t")).Status);
    }

    [Theory, AllServers]
    public async Task A_connection_that_was_given_is_never_closed(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var connection = await server.ConnectAsync();
        await using (var app = new LedgerApp(connection, server.NewPrefix()))
        {
            await app.InvokeAsync("t", "hello:");
        }

        var services = new ServiceCollection();
        services.AddKeyedSingleton("mine", connection);
        services.AddHitl().AddKeyedRedis("mine", o => o.KeyPrefix = server.NewPrefix());
        await using (var keyed = services.BuildServiceProvider())
        {
            Assert.Empty(await keyed.GetRequiredService<ReviewDesk>().ListAsync());
        }

        Assert.True(connection.IsConnected);
        Assert.True(await connection.GetDatabase().PingAsync() > TimeSpan.Zero);
    }

    [Theory]
    [InlineData("Hitl:LeaseDuration", "00:00:00", "LeaseDuration")]
    [InlineData("Hitl:LeaseDuration", "01:00:00", "LeaseDuration")]
    [InlineData("Hitl:CachedThreads", "-1", "CachedThreads")]
    [InlineData("Hitl:Durability", "7", "Durability")]
    [InlineData("Hitl:Redis:Partitions", "0", "Partitions")]
    [InlineData("Hitl:Redis:Partitions", "5000", "Partitions")]
    [InlineData("Hitl:Redis:KeyPrefix", "a{b}", "KeyPrefix")]
    [InlineData("Hitl:Redis:KeyPrefix", "", "KeyPrefix")]
    [InlineData("Hitl:Redis:Configuration", "", "Hitl:Redis:Configuration")]
    [InlineData("Hitl:Rules:0:Risk", "0.5", "Hitl:Rules:0")]
    public async Task A_host_does_not_start_with_options_that_cannot_be_and_says_what_to_do(string name, string value, string told)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Hitl:Redis:Configuration"] = "127.0.0.1:1", [name] = value });
        builder.Services.AddHitl().AddRedis();
        using var host = builder.Build();
        var error = await Assert.ThrowsAnyAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_section_Hitl_is_read_and_code_goes_on_top()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Hitl:LeaseDuration"] = "00:00:07",
            ["Hitl:Durability"] = "OnPause",
            ["Hitl:CachedThreads"] = "3",
            ["Hitl:Redis:Configuration"] = "somewhere:1,abortConnect=false",
            ["Hitl:Redis:KeyPrefix"] = "mine",
            ["Hitl:Redis:Partitions"] = "4",
            ["Hitl:Rules:0:Function"] = "Delete*",
            ["Hitl:Rules:0:Arguments:sql"] = "^drop",
            ["Hitl:Rules:0:Flags"] = "Destructive",
            ["Hitl:Rules:0:Reason"] = "never",
        });
        builder.Services.AddHitl(o => o.CachedThreads = 5).AddRedis(configure: o => o.Partitions = 2);
        builder.Services.AddHitl();
        using var host = builder.Build();
        await host.StartAsync();
        var options = host.Services.GetRequiredService<IOptions<HitlOptions>>().Value;
        Assert.Equal((TimeSpan.FromSeconds(7), Durability.OnPause, 5), (options.LeaseDuration, options.Durability, options.CachedThreads));
        var rule = Assert.Single(options.Rules);
        Assert.Equal(("Delete*", "^drop", RiskFlags.Destructive, "never"), (rule.Function, rule.Arguments["sql"], rule.Flags, rule.Reason));
        var store = host.Services.GetRequiredService<IOptions<RedisStoreOptions>>().Value;
        Assert.Equal(("somewhere:1,abortConnect=false", "mine", 2), (store.Configuration, store.KeyPrefix, store.Partitions));
        await host.StopAsync();
    }
}
