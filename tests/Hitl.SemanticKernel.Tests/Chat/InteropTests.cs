using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using static Hitl.SemanticKernel.Tests.Chat.ChatAgent;
using FunctionResultContent = Microsoft.Extensions.AI.FunctionResultContent;

namespace Hitl.SemanticKernel.Tests.Chat;

/// <summary>Threads that change between Semantic Kernel and chat clients, and agents that are tools of agents.</summary>
public class InteropTests(RedisServers servers)
{
    private const string Refund = """{"id":"7","amount":5}""";
    private const string Lookup = """{"id":"7"}""";
    private readonly ShopTools _shop = new();

    [Theory, AllServers(ModelPath.Connector), AllServers(ModelPath.ChatClient)]
    public async Task A_thread_that_waits_goes_on_in_the_other_world(ServerKind kind, ModelPath path)
    {
        var server = await servers.GetAsync(kind);
        var tools = new OrderTools();
        await using var kernelModel = await OpenAIStub.StartAsync(
            Agent.Calls(path, ("a", "Orders-Refund", Refund), ("b", "Orders-Lookup", Lookup)),
            StubReply.Text("Refunded again."));
        await using var sk = await Agent.StartAsync(server, kernelModel, path);
        sk.Tools = tools.AddTo;
        var chat = new ChatAgent(server, Once("r", "Orders_Refund", """{"id":"8","amount":1}"""), KernelPluginFactory.CreateFromObject(tools, "Orders")) { ThreadId = sk.ThreadId, Prefix = sk.Prefix };

        // Begun by Semantic Kernel, and waiting: the chat client shows what waits, decides it and answers.
        var turn = await sk.InvokeAsync("Refund 7.");
        var shown = await chat.ResumeAsync();
        Assert.Equal(turn.Reviews.Select(r => r.Id), Requests(shown).Select(r => r.RequestId));
        Assert.Equal("Refunded by chat.", (await chat.DecideAsync(approved: true, Requests(shown))).Text);
        Assert.Equal(["lookup 7", "refund 7 5"], tools.Effects);

        // Waiting in the chat client: Semantic Kernel goes on.
        var paused = await chat.SayAsync("And 8.");
        Assert.Single(Requests(paused));
        Assert.Equal(AgentTurnStatus.AwaitingReview, (await sk.ResumeAsync()).Status);
        await chat.ApproveAsync(paused);
        turn = await sk.ResumeAsync();

        Assert.Equal("Refunded again.", turn.Message!.Content);
        Assert.Equal(["lookup 7", "refund 7 5", "refund 8 1"], tools.Effects);
        Assert.Equal(
            ["user", "assistant", "tool", "tool", "assistant", "user", "assistant", "tool", "assistant"],
            (await chat.HistoryAsync()).Messages.Select(m => m.Role.Value));
    }

    [Theory, AllServers(false), AllServers(true)]
    public async Task An_agent_that_is_a_tool_makes_the_outer_call_wait_and_both_go_on(ServerKind kind, bool streaming)
    {
        var inner = new ScriptedClient(messages => Count(messages) switch
        {
            0 => new ChatMessage(ChatRole.Assistant, [new Microsoft.Extensions.AI.TextContent($"Thought {Guid.NewGuid()}."), Call("l", "lookup_order", Lookup)]),
            1 => new ChatMessage(ChatRole.Assistant, [Call("r", "refund_order", Refund)]),
            _ => new ChatMessage(ChatRole.Assistant, "The inner agent is done."),
        });
        var outer = Model(("o", "ask_specialist", """{"task":"Refund 7."}"""));
        IChatClient? specialist = null;
        var tool = AIFunctionFactory.Create(
            [Oversight(ReadOnly = true)] async (string task) => (await specialist!.GetResponseAsync([new ChatMessage(ChatRole.User, task)], new ChatOptions { Tools = [.. _shop.All] })).Text,
            "ask_specialist");
        var agent = new ChatAgent(await servers.GetAsync(kind), outer, tool) { Streaming = streaming };
        await using var services = agent.Provider();
        specialist = inner.AsBuilder().UseOversight().Build(services);

        var paused = await agent.SayAsync("Let the specialist refund 7.");
        var request = Assert.Single(Requests(paused));
        Assert.Equal("refund_order", Assert.IsType<Microsoft.Extensions.AI.FunctionCallContent>(request.ToolCall).Name);
        Assert.Empty(Results(paused));
        Assert.Equal(["lookup 7"], _shop.Effects);
        Assert.Equal(2, inner.Calls);
        Assert.Single(Requests(await agent.ResumeAsync()));

        var response = await agent.DecideAsync(approved: true, request);

        Assert.Equal("Done.", response.Text);
        Assert.EndsWith("The inner agent is done.", Assert.Single(Results(response)).Text, StringComparison.Ordinal);
        Assert.Equal(["lookup 7", "refund 7 5"], _shop.Effects);
        Assert.Equal(3, inner.Calls);
    }

    [Fact]
    public async Task A_kernel_takes_no_client_that_has_oversight_of_its_own()
    {
        var server = await servers.GetAsync(ServerKind.Embedded);
        var services = new ServiceCollection();
        services.AddHitl().AddRedis(server.Connection, o => o.KeyPrefix = server.NewPrefix());
        services.AddKernel().AddOversight();
        services.AddSingleton(p => ((IChatClient)Model()).AsBuilder().UseOversight().Build(p));
        await using var provider = services.BuildServiceProvider();

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            provider.GetRequiredService<CheckpointedThreads>().Get("t").InvokeAsync(provider.GetRequiredService<Kernel>(), "Hello."));

        Assert.Contains("UseOversight", error.Message, StringComparison.Ordinal);
    }

    private static int Count(IEnumerable<ChatMessage> messages) => messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().Count();

    /// <summary>A model that answers to results, and calls once for a message of the user.</summary>
    private static ScriptedClient Once(string id, string tool, string arguments) => new(messages => messages[^1].Role == ChatRole.Tool
        ? new ChatMessage(ChatRole.Assistant, "Refunded by chat.")
        : new ChatMessage(ChatRole.Assistant, [Call(id, tool, arguments)]));
}
