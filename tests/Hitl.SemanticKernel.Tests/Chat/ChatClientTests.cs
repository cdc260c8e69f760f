using Microsoft.Extensions.AI;
using static Hitl.SemanticKernel.Tests.Chat.ChatAgent;

namespace Hitl.SemanticKernel.Tests.Chat;

public class ChatClientTests(RedisServers servers)
{
    private const string Refund = """{"id":"1042","amount":12.50}""";
    private readonly ShopTools _shop = new();

    [Theory, AllServers(false), AllServers(true)]
    public async Task A_held_call_is_an_approval_request_and_its_sibling_runs(ServerKind kind, bool streaming)
    {
        var agent = new ChatAgent(await servers.GetAsync(kind), Model(("c1", "refund_order", Refund), ("c2", "lookup_order", """{"id":"1042"}""")), _shop.All) { Streaming = streaming };

        var response = await agent.SayAsync("Refund 1042, please.");

        var request = Assert.Single(Requests(response));
        var call = Assert.IsType<FunctionCallContent>(request.ToolCall);
        Assert.Equal(("c1", "refund_order"), (call.CallId, call.Name));
        Assert.Equal("order 1042", request.AdditionalProperties![OversightProperties.Thread]);
        Assert.Equal("Financial", request.AdditionalProperties[OversightProperties.Flags]);
        Assert.InRange(Assert.IsType<double>(request.AdditionalProperties[OversightProperties.Risk]), 0.5, 1);
        Assert.Equal(true, response.AdditionalProperties![OversightProperties.AwaitingReview]);
        Assert.Equal([("c2", "order 1042")], Results(response));
        Assert.Equal("Let me see.", response.Text);
        Assert.Equal("order 1042", response.ConversationId);
        Assert.Equal(["lookup 1042"], _shop.Effects);
    }

    [Theory, AllServers(false), AllServers(true)]
    public async Task A_decision_made_elsewhere_is_found_with_an_empty_list(ServerKind kind, bool streaming)
    {
        var agent = new ChatAgent(await servers.GetAsync(kind), Model(("c1", "refund_order", Refund), ("c2", "lookup_order", """{"id":"1042"}""")), _shop.All) { Streaming = streaming };
        var paused = await agent.SayAsync("Refund 1042, please.");
        Assert.Equal(Requests(paused).Select(r => r.RequestId), Requests(await agent.ResumeAsync()).Select(r => r.RequestId));

        await agent.ApproveAsync(paused);
        var response = await agent.ResumeAsync();

        Assert.Equal("Done.", response.Text);
        Assert.Null(response.AdditionalProperties);
        Assert.Equal([("c1", "refunded 1042")], Results(response));
        Assert.Equal(["lookup 1042", "refund 1042 12.50"], _shop.Effects);
        var history = await agent.HistoryAsync();
        Assert.Equal([ChatRole.User, ChatRole.Assistant, ChatRole.Tool, ChatRole.Tool, ChatRole.Assistant], history.Messages.Select(m => m.Role));
        Assert.Equal([("c1", "refunded 1042"), ("c2", "order 1042")], Results(history.Messages));
        Assert.EndsWith("Done.", (await agent.ResumeAsync()).Text, StringComparison.Ordinal);
        Assert.Equal(2, _shop.Effects.Count);
    }

    [Theory, AllServers("order 1042"), AllServers("")]
    public async Task With_durability_on_pause_nothing_is_stored_until_a_call_waits(ServerKind kind, string threadId)
    {
        var model = new Support.ScriptedClient(messages => messages[^1] switch
        {
            { Text: "Look." } => new ChatMessage(ChatRole.Assistant, [Call("l", "lookup_order", """{"id":"1"}""")]),
            { Text: "Refund." } => new ChatMessage(ChatRole.Assistant, [Call("r", "refund_order", Refund)]),
            { Role: var role } when role == ChatRole.Tool && messages.Count < 5 => new ChatMessage(ChatRole.Assistant, [Call("r", "refund_order", Refund)]),
            _ => new ChatMessage(ChatRole.Assistant, "Done."),
        });
        var agent = new ChatAgent(await servers.GetAsync(kind), model, _shop.All)
        {
            Options = o => o.Durability = Durability.OnPause,
            ThreadId = threadId.Length == 0 ? null : threadId,
        };

        var paused = await agent.SayAsync("Look.");

        var request = Assert.Single(Requests(paused));
        Assert.Equal([("l", "order 1")], Results(paused));
        agent.ThreadId = request.AdditionalProperties![OversightProperties.Thread]!.ToString();
        Assert.Equal(["user", "assistant", "tool", "assistant"], (await agent.HistoryAsync()).Messages.Select(m => m.Role.Value));
        Assert.Equal("Done.", (await agent.DecideAsync(approved: true, request)).Text);
        Assert.Equal(["lookup 1", "refund 1042 12.50"], _shop.Effects);
    }

    [Theory, AllServers(false), AllServers(true)]
    public async Task An_approval_response_decides_and_goes_on(ServerKind kind, bool streaming)
    {
        var agent = new ChatAgent(await servers.GetAsync(kind), Model(("c1", "refund_order", Refund)), _shop.All) { Streaming = streaming };
        var paused = await agent.SayAsync("Refund 1042, please.");

        var response = await agent.DecideAsync(approved: true, Requests(paused));

        Assert.Equal("Done.", response.Text);
        Assert.Equal(["refund 1042 12.50"], _shop.Effects);
        Assert.Equal("ana", Assert.Single((await agent.HistoryAsync()).Calls).Decision!.Reviewer.Id);
    }
}
