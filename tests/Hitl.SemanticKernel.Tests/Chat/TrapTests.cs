using System.Net;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using static Hitl.SemanticKernel.Tests.Chat.ChatAgent;

namespace Hitl.SemanticKernel.Tests.Chat;

/// <summary>What the approvals of Microsoft.Extensions.AI alone get wrong, each beside what becomes of it here.</summary>
public class TrapTests(RedisServers servers)
{
    private const string Refund = """{"id":"7","amount":5}""";
    private const string Lookup = """{"id":"7"}""";
    private readonly ShopTools _plainShop = new();
    private readonly ShopTools _shop = new();

    private List<AITool> PlainTools => [_plainShop.Lookup, new ApprovalRequiredAIFunction(_plainShop.Refund)];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_held_call_does_not_hold_its_siblings(bool streaming)
    {
        var calls = new[] { ("c1", "refund_order", Refund), ("c2", "lookup_order", Lookup) };
        using var plain = Plain(Model(calls));
        var held = await AskAsync(plain, [new(ChatRole.User, "Refund 7.")], streaming);
        Assert.Equal((2, 0), (Requests(held).Count, _plainShop.Effects.Count));

        var agent = await AgentAsync(Model(calls), streaming);
        var response = await agent.SayAsync("Refund 7.");
        Assert.Equal((1, 1), (Requests(response).Count, _shop.Effects.Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_same_history_with_the_same_approval_runs_the_tool_once(bool streaming)
    {
        using var plain = Plain(Model(("c1", "refund_order", Refund)));
        var (history, request) = await HeldAsync(plain, streaming);
        history.Add(Responses(approved: true, request));
        await AskAsync(plain, Copy(history), streaming);
        await AskAsync(plain, Copy(history), streaming);
        Assert.Equal(2, _plainShop.Effects.Count);

        var agent = await AgentAsync(Model(("c1", "refund_order", Refund)), streaming);
        (history, request) = await HeldAsync(agent);
        history.Add(Responses(approved: true, request));
        await agent.SendAsync(Copy(history));
        await agent.SendAsync(Copy(history));
        Assert.Single(_shop.Effects);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tampered_arguments_do_not_run(bool streaming)
    {
        var tampered = Call("c1", "refund_order", """{"id":"7","amount":5000}""");
        using var plain = Plain(Model(("c1", "refund_order", Refund)));
        var (history, request) = await HeldAsync(plain, streaming);
        history.Add(Responses(approved: true, new ToolApprovalRequestContent(request.RequestId, tampered)));
        await AskAsync(plain, history, streaming);
        Assert.Equal(["refund 7 5000"], _plainShop.Effects);

        var agent = await AgentAsync(Model(("c1", "refund_order", Refund)), streaming);
        (_, request) = await HeldAsync(agent);
        await Assert.ThrowsAsync<StaleDecisionException>(() =>
            agent.DecideAsync(approved: true, new ToolApprovalRequestContent(request.RequestId, tampered)));
        Assert.Empty(_shop.Effects);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_partial_decision_is_no_error(bool streaming)
    {
        var calls = new[] { ("c1", "refund_order", Refund), ("c2", "refund_order", """{"id":"8","amount":5}""") };
        using var plain = Plain(Model(calls));
        List<ChatMessage> history = [new(ChatRole.User, "Refund 7 and 8.")];
        history.AddRange((await AskAsync(plain, history, streaming)).Messages);
        history.Add(Responses(approved: true, Requests(new ChatResponse(history))[0]));
        await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync(plain, history, streaming));
        Assert.Empty(_plainShop.Effects);

        var agent = await AgentAsync(Model(calls), streaming);
        var requests = Requests(await agent.SayAsync("Refund 7 and 8."));
        var rest = Assert.Single(Requests(await agent.DecideAsync(approved: true, requests[0])));
        Assert.Equal(["refund 7 5"], _shop.Effects);
        Assert.EndsWith("Done.", (await agent.DecideAsync(approved: true, rest)).Text, StringComparison.Ordinal);
        Assert.Equal(["refund 7 5", "refund 8 5"], _shop.Effects);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_while_a_call_waits_is_no_error(bool streaming)
    {
        using var plain = Plain(Model(("c1", "refund_order", Refund)));
        var (history, request) = await HeldAsync(plain, streaming);
        history.Add(new(ChatRole.User, "Hello?"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync(plain, history, streaming));

        var agent = await AgentAsync(Model(("c1", "refund_order", Refund)), streaming);
        (_, request) = await HeldAsync(agent);
        Assert.Equal(true, (await agent.SayAsync("Hello?")).AdditionalProperties![OversightProperties.MessageQueued]);
        await agent.DecideAsync(approved: true, request);
        Assert.Equal(["user", "assistant", "tool", "user", "assistant"], (await agent.HistoryAsync()).Messages.Select(m => m.Role.Value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_model_that_fails_after_a_tool_ran_loses_no_result(bool streaming)
    {
        using var plain = Plain(new Failing(Model(("c1", "refund_order", Refund))));
        var (history, request) = await HeldAsync(plain, streaming);
        history.Add(Responses(approved: true, request));
        await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(plain, Copy(history), streaming));
        await AskAsync(plain, Copy(history), streaming);
        Assert.Equal(2, _plainShop.Effects.Count);

        var agent = await AgentAsync(new Failing(Model(("c1", "refund_order", Refund))), streaming);
        (_, request) = await HeldAsync(agent);
        await Assert.ThrowsAsync<HttpRequestException>(() => agent.DecideAsync(approved: true, request));
        Assert.EndsWith("Done.", (await agent.DecideAsync(approved: true, request)).Text, StringComparison.Ordinal);
        Assert.Single(_shop.Effects);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_the_caller_holds_is_not_changed(bool streaming)
    {
        using var plain = Plain(Model(("c1", "refund_order", Refund)));
        var (history, request) = await HeldAsync(plain, streaming);
        history.Add(Responses(approved: true, request));
        var before = Json(history);
        await AskAsync(plain, history, streaming);
        Assert.NotEqual(before, Json(history));
        Assert.True(Assert.IsType<FunctionCallContent>(request.ToolCall).InformationalOnly);

        var agent = await AgentAsync(Model(("c1", "refund_order", Refund)), streaming);
        (history, request) = await HeldAsync(agent);
        history.Add(Responses(approved: true, new ToolApprovalRequestContent(request.RequestId, Call("c1", "refund_order", Refund))));
        before = Json(history);
        await agent.SendAsync(history);
        Assert.Single(_shop.Effects);
        Assert.Equal(before, Json(history));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Errors_of_oversight_are_not_told_to_the_model(bool streaming)
    {
        using var plain = ((IChatClient)Model(("c1", "lookup_order", Lookup))).AsBuilder()
            .UseFunctionInvocation(null, c => c.FunctionInvoker = (_, _) => throw new InvalidOperationException("The store is away.")).Build();
        var told = await AskAsync(plain, [new(ChatRole.User, "What of 7?")], streaming);
        Assert.Equal([("c1", "Error: Function failed.")], Results(told));
        Assert.Equal("Done.", told.Messages[^1].Text);

        var model = Model(("c1", "refund_order", Refund));
        var agent = await AgentAsync(model, streaming);
        await agent.OnAsync(async s =>
        {
            await s.GetRequiredService<OversightStop>().StopAsync(StopTarget.Tool("refund_order"), new Reviewer("ana"), "Not today.");
            return true;
        });
        agent.Options = o => o.Policy.Rules.Add(new PolicyRule { Function = "refund_order", Verdict = Verdict.Proceed });
        await Assert.ThrowsAsync<OversightStoppedException>(() => agent.SayAsync("Refund 7."));
        Assert.Equal((1, 0), (model.Calls, _shop.Effects.Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_structured_answer_does_not_hide_a_pause(bool streaming)
    {
        var agent = await AgentAsync(Model(("c1", "refund_order", Refund)), streaming);
        agent.Chat = o => o.ResponseFormat = ChatResponseFormat.Json;

        Assert.Single(Requests(await agent.SayAsync("Refund 7.")));
        Assert.Empty(_shop.Effects);
    }

    private static IChatClient Plain(IChatClient model) => model.AsBuilder().UseFunctionInvocation().Build();

    private Task<ChatResponse> AskAsync(IChatClient plain, IEnumerable<ChatMessage> messages, bool streaming)
    {
        var options = new ChatOptions { Tools = PlainTools };
        return streaming ? plain.GetStreamingResponseAsync(messages, options).ToChatResponseAsync() : plain.GetResponseAsync(messages, options);
    }

    /// <summary>A conversation of an app that keeps it, up to a refund that waits.</summary>
    private async Task<(List<ChatMessage> History, ToolApprovalRequestContent Request)> HeldAsync(IChatClient plain, bool streaming) =>
        Held(await AskAsync(plain, [new(ChatRole.User, "Refund 7.")], streaming));

    private static async Task<(List<ChatMessage> History, ToolApprovalRequestContent Request)> HeldAsync(ChatAgent agent) =>
        Held(await agent.SayAsync("Refund 7."));

    private static (List<ChatMessage> History, ToolApprovalRequestContent Request) Held(ChatResponse response) =>
        ([new(ChatRole.User, "Refund 7."), .. response.Messages], Assert.Single(Requests(response)));

    private static string Json(IReadOnlyList<ChatMessage> messages) => JsonSerializer.Serialize(messages, AIJsonUtilities.DefaultOptions);

    /// <summary>The same history as an app would load it again.</summary>
    private static List<ChatMessage> Copy(IReadOnlyList<ChatMessage> messages) =>
        JsonSerializer.Deserialize<List<ChatMessage>>(Json(messages), AIJsonUtilities.DefaultOptions)!;

    private async Task<ChatAgent> AgentAsync(IChatClient model, bool streaming) =>
        new(await servers.GetAsync(ServerKind.Embedded), model, _shop.All) { Streaming = streaming };

    /// <summary>A model that fails the first time that it is sent a result.</summary>
    private sealed class Failing(IChatClient inner) : DelegatingChatClient(inner)
    {
        private int _failures;

        public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            base.GetResponseAsync(Check([.. messages]), options, cancellationToken);

        public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            base.GetStreamingResponseAsync(Check([.. messages]), options, cancellationToken);

        private List<ChatMessage> Check(List<ChatMessage> sent) => sent.Any(m => m.Role == ChatRole.Tool) && _failures++ == 0
            ? throw new HttpRequestException("Overloaded.", inner: null, HttpStatusCode.ServiceUnavailable)
            : sent;
    }
}
