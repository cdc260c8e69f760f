using Hitl.SemanticKernel.Tests.Support;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;

namespace Hitl.SemanticKernel.Tests.Replay;

/// <summary>A thread's history is an ordinary chat history.</summary>
public class ChatHistoryTests(RedisServers servers)
{
    [Theory, AllServers]
    public async Task Semantic_Kernel_goes_on_with_the_history_of_a_thread(ServerKind kind)
    {
        await using var shop = await SmallShop.StartAsync(
            await servers.GetAsync(kind),
            StubReply.ToolCalls(("c1", "Tools-look", """{"n":1}"""), ("c2", "Tools-refund", """{"n":2}""")),
            StubReply.Text("Refunded."),
            StubReply.ToolCalls(("c3", "Tools-count", """{"n":3}""")),
            StubReply.Text("Three."));
        AgentTurn turn;
        await using (var app = shop.App(TurnPath.Connector))
        {
            turn = await app.InvokeAsync("history", new ChatMessageContent(AuthorRole.User, "Refund 2."));
        }

        turn = await shop.ApproveAndResumeAsync(TurnPath.Connector, turn);
        Assert.Equal("Refunded.", turn.Message!.Content);

        await using var other = shop.App(TurnPath.Connector);
        var stored = await other.Thread("history").GetHistoryAsync();
        var history = stored.ToChatHistory();
        history.AddUserMessage("And how many?");
        var kernel = Kernel.CreateBuilder().AddOpenAIChatCompletion("stub", shop.Stub.Client()).Build();
        kernel.Plugins.AddFromFunctions("Tools", [KernelFunctionFactory.CreateFromMethod((int n) => n + 1, "count")]);
        var answer = await kernel.GetRequiredService<IChatCompletionService>().GetChatMessageContentAsync(
            history, new OpenAIPromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() }, kernel);

        Assert.Equal("Three.", answer.Content);
        Assert.Equal(stored.Messages.Select(TranscriptWire.Normal), shop.Stub.LastMessages.Take(stored.Messages.Count).Select(TranscriptWire.Normal));
        Assert.Equal("4", OpenAIWire.TextOf(shop.Stub.LastMessages[^1]));
        Assert.Equal(stored.Messages.Count, (await other.Thread("history").GetHistoryAsync()).Messages.Count);
    }
}
