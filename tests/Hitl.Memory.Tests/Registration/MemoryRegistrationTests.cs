using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Hitl.Memory.Tests;

public sealed class MemoryRegistrationTests(RedisServers servers)
{
    [Theory]
    [AllServers]
    public async Task A_hosted_app_remembers_by_itself(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var model = new ScriptedModel(messages => messages[0].Text.StartsWith("You decide", StringComparison.Ordinal) ? """{"memories":[{"text":"likes tea"}]}""" : "hello");
        var prefix = server.NewPrefix();
        var services = new ServiceCollection();
        services.AddSingleton(new RedisStore(new() { KeyPrefix = prefix, Partitions = 2 }, server.Connection));
        services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(new AngleEmbeddings());
        services.AddChatClient(model).UseMemory(configure: options => options.KeepConversation = true);
        services.AddMemory(options =>
        {
            options.Extraction.QuietTime = TimeSpan.Zero;
            options.Background.PollInterval = TimeSpan.FromMilliseconds(100);
        });
        await using var provider = services.BuildServiceProvider();
        var worker = provider.GetServices<IHostedService>().Single();
        await worker.StartAsync(default);
        await provider.GetRequiredService<IChatClient>().GetResponseAsync("I like tea", new ChatOptions().UseMemory(MemoryBed.Ann, "t"));
        var memory = provider.GetRequiredService<LongTermMemory>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await memory.CountAsync(MemoryBed.Ann, cancellationToken: patience.Token) == 0)
        {
            await Task.Delay(20, patience.Token);
        }

        Assert.Equal("likes tea", (await memory.SearchAsync(MemoryBed.Ann, new())).Results.Single().Memory.Text);
        Assert.True(await server.Database.SetContainsAsync($"{prefix}:vectors", "memories"));

        // What memory asks its model is nobody's conversation, although the client keeps conversations.
        using (MemoryContext.Use(new(MemoryBed.Ann, "t")))
        {
            await provider.GetRequiredService<AgentMemory>().FlushAsync(MemoryBed.Ann);
        }

        Assert.Equal(["I like tea", "hello"], (await provider.GetRequiredService<AgentMemory>().Thread("t", MemoryBed.Ann).ReadAsync())!.Messages.Select(message => message.Text));
        await worker.StopAsync(default);
    }

    [Fact]
    public void Options_come_from_the_configuration_and_code_goes_on_top()
    {
        var options = Bind(new() { ["Hitl:Memory:Working:ContextWindow"] = "9000", ["Hitl:Memory:Extraction:Strategy:Kind"] = "Preferences", ["Hitl:Memory:LongTerm:MergeDistance"] = "0.3" }, options => options.LongTerm.MergeDistance = 0.25);
        Assert.Equal((9000, ExtractionKind.Preferences, 0.25), (options.Working.ContextWindow, options.Extraction.Strategy.Kind, options.LongTerm.MergeDistance));
        Assert.Equal(ExtractionKind.Discrete, ExtractionStrategy.Discrete.Kind); // What one app configures is not the default of another.
    }

    [Theory]
    [InlineData("Hitl:Memory:Working:ContextWindow", "10", "ContextWindow")]
    [InlineData("Hitl:Memory:Working:ContextWindow", "many", "ContextWindow")]
    [InlineData("Hitl:Memory:LongTerm:MergeDistance", "3", "MergeDistance")]
    [InlineData("Hitl:Memory:LongTerm:DistanceFunction", "Hamming", "DistanceFunction")]
    [InlineData("Hitl:Memory:LongTerm:Colection", "x", "Colection")]
    [InlineData("Hitl:Memory:Background:LeaseDuration", "00:00:00", "LeaseDuration")]
    [InlineData("Hitl:Memory:Extraction:Strategy:Kind", "Custom", "prompt")]
    [InlineData("Hitl:Memory:Extraction:QuietTime", "-00:00:01", "QuietTime")]
    public void Options_that_cannot_be_are_named(string key, string value, string named)
    {
        var error = Assert.Throws<OptionsValidationException>(() => Bind(new() { [key] = value }));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Contains("Hitl:Memory", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        using var empty = new ServiceCollection().AddMemory().BuildServiceProvider();
        Assert.Contains("RedisStore", Assert.Throws<InvalidOperationException>(() => empty.GetRequiredService<AgentMemory>()).Message, StringComparison.Ordinal);
    }

    private static MemoryOptions Bind(Dictionary<string, string?> values, Action<MemoryOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        services.AddMemory(configure);
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<MemoryOptions>>().Value;
    }
}
