using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using static Hitl.SemanticKernel.Tests.Chat.ChatAgent;

namespace Hitl.SemanticKernel.Tests.Chat;

/// <summary>Streams of the real OpenAI client, in pieces as they come over HTTP.</summary>
public class StreamingTests(RedisServers servers)
{
    private const string Refund = """{"id":"7","amount":12.50}""";
    private readonly ShopTools _shop = new();

    [Theory, AllServers]
    public async Task Updates_come_in_order_and_a_pause_loses_none(ServerKind kind)
    {
        var text = string.Join(' ', Enumerable.Range(0, 50).Select(n => $"word{n}"));
        await using var stub = await OpenAIStub.StartAsync(
            StubReply.ToolCalls(("r", "refund_order", Refund), ("l", "lookup_order", """{"id":"7"}""")) with { Content = text },
            StubReply.Text("It is " + text));
        var agent = new ChatAgent(await servers.GetAsync(kind), stub.Client().GetChatClient("stub").AsIChatClient(), _shop.All) { Streaming = true };

        var paused = await agent.SayAsync("Refund 7.");
        Assert.Equal(text, string.Concat(agent.Updates.Select(u => u.Text)));
        Assert.True(agent.Updates.Count(u => u.Text.Length > 0) > 1);
        Assert.Equal(["text", "calls", "results", "pause"], Kinds(agent.Updates));
        Assert.All(agent.Updates, u => Assert.Equal(agent.ThreadId, u.ConversationId));
        Assert.Equal(text, paused.Text);

        var response = await agent.DecideAsync(approved: true, Requests(paused));
        Assert.Equal("It is " + text, response.Text);
        Assert.Equal(["calls", "results", "text"], Kinds(agent.Updates));
        var history = await agent.HistoryAsync();
        Assert.Equal([text, "It is " + text], history.Messages.Where(m => m.Role == ChatRole.Assistant).Select(m => m.Text));
        foreach (var request in stub.Requests)
        {
            Wire.CheckResults(OpenAIWire.MessagesOf(request));
        }

        Assert.Contains("12.50", OpenAIWire.ToolCallsOf(stub.LastMessages[1])[0].ArgumentsJson, StringComparison.Ordinal);
    }

    [Theory, AllServers]
    public async Task A_stream_that_is_left_early_is_cancelled_and_the_thread_goes_on(ServerKind kind)
    {
        await using var stub = await OpenAIStub.StartAsync(StubReply.Text("one two three four five six seven eight nine ten") with { ChunkDelay = TimeSpan.FromMinutes(1) }, StubReply.Text("Again."));
        var agent = new ChatAgent(await servers.GetAsync(kind), stub.Client().GetChatClient("stub").AsIChatClient(), _shop.All);
        await using (var services = agent.Provider())
        {
            await foreach (var update in services.GetRequiredService<IChatClient>().GetStreamingResponseAsync("Count.", new ChatOptions { ConversationId = agent.ThreadId }))
            {
                break;
            }
        }

        Assert.Equal("Again.", (await agent.ResumeAsync()).Text);
        Assert.Equal(["user", "assistant"], (await agent.HistoryAsync()).Messages.Select(m => m.Role.Value));
    }

    [Theory, AllServers]
    public async Task A_stream_that_breaks_is_an_error_and_the_thread_goes_on(ServerKind kind)
    {
        await using var stub = await OpenAIStub.StartAsync(StubReply.Text("one two three four five six seven") with { BreakAfterChunks = 3 }, StubReply.Text("Again."));
        var agent = new ChatAgent(await servers.GetAsync(kind), stub.Client().GetChatClient("stub").AsIChatClient(), _shop.All) { Streaming = true };

        await Assert.ThrowsAnyAsync<Exception>(() => agent.SayAsync("Count."));

        Assert.Equal("Again.", (await agent.ResumeAsync()).Text);
    }

    /// <summary>What the updates hold, one after the other, without repetitions.</summary>
    private static List<string> Kinds(IEnumerable<ChatResponseUpdate> updates)
    {
        List<string> kinds = [];
        foreach (var update in updates)
        {
            var kind = update.AdditionalProperties?.ContainsKey(OversightProperties.AwaitingReview) == true ? "pause"
                : update.Contents.Any(c => c is FunctionCallContent or ToolApprovalRequestContent) ? "calls"
                : update.Contents.Any(c => c is FunctionResultContent) ? "results"
                : update.Text.Length > 0 ? "text"
                : null;
            if (kind is not null && (kinds.Count == 0 || kinds[^1] != kind))
            {
                kinds.Add(kind);
            }
        }

        return kinds;
    }
}
