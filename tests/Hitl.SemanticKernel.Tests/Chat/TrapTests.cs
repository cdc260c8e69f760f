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

    [Fact]
    public async Task One_held_call_does_not_hold_its_siblings()
    {
        var calls = new[] { ("c1", "refund_order", Refund), ("c2", "lookup_order", Lookup) };
        using var plain = Plain(Model(calls));
        var held = await plain.GetResponseAsync("Refund 7.", new ChatOptions { Tools = PlainTools });
        Assert.Equal((2, 0), (Requests(held).Count, _plainShop.Effects.Count));

        var agent = await AgentAsync(Model(calls));
        var response = await agent.SayAsync("Refund 7.");
        Assert.Equal((1, 1), (Requests(response).Count, _shop.Effects.Count));
    }

    [Fact]
    public async Task The_same_history_with_the_same_approval_runs_the_tool_once()
    {
        using var plain = Plain(Model(("c1", "refund_order", Refund)));
        List<ChatMessage> history = [new(ChatRole.User, "Refund 7.")];
        history.AddRange((await plain.GetResponseAsync(history, new ChatOptions { Tools = PlainTools })).Messages);
        history.Add(Responses(approved: true, Requests(new ChatResponse(history))));
        await plain.GetResponseAsync(Copy(history), new ChatOptions { Tools = PlainTools });
        await plain.GetResponseAsync(Copy(history), new ChatOptions { Tools = PlainTools });
        Assert.Equal(2, _plainShop.Effects.Count);

        var agent = await AgentAsync(Model(("c1", "refund_order", Refund)));
        history = [new(ChatRole.User, "Refund 7.")];
        history.AddRange((await agent.SendAsync(history)).Messages);
        history.Add(Responses(approved: true, Requests(new ChatResponse(history))));
        await agent.SendAsync(Copy(history));
        await agent.SendAsync(Copy(history));
        Assert.Single(_shop.Effects);
    }

    [Fact]
    public async Task Tampered_arguments_do_not_run()
    {
        const string Tampered = """{"id":"7","amount":5000}""";
        using var plain = Plain(Model(("c1", "refund_order", Refund)));
        List<ChatMessage> history = [new(ChatRole.User, "Refund 7.")];
        history.AddRange((await plain.GetResponseAsync(history, new ChatOptions { Tools = PlainTools })).Messages);
        var request = Assert.Single(Requests(new ChatResponse(history)));
        history.Add(Responses(approved: true, new ToolApprovalRequestContent(request.RequestId, Call("c1", "refund_order", Tampered))));
        await plain.GetResponseAsync(history, new ChatOptions { Tools = PlainTools });
        Assert.Equal(["refund 7 5000"], _plainShop.Effects);

        var agent = await AgentAsync(Model(("c1", "refund_order", Refund)));
        request = Assert.Single(Requests(await agent.SayAsync("Refund 7.")));
        await Assert.ThrowsAsync<StaleDecisionException>(() =>
            agent.DecideAsync(approved: true, new ToolApprovalRequestContent(request.RequestId, Call("c1", "refund_order", Tampered))));
        Assert.Empty(_shop.Effects);
    }

    [Fact]
    public async Task A_partial_decision_and_a_message_while_calls_wait_are_no_errors()
    {
        var calls = new[] { ("c1", "refund_order", Refund), ("c2", "refund_order", """{"id":"8","amount":5}""") };
        using var plain = Plain(Model(calls));
        List<ChatMessage> history = [new(ChatRole.User, "Refund 7 and 8.")];
        history.AddRange((await plain.GetResponseAsync(history, new ChatOptions { Tools = PlainTools })).Messages);
        var partial = Copy(history);
        partial.Add(Responses(approved: true, Requests(new ChatResponse(history))[0]));
        await Assert.ThrowsAsync<InvalidOperationException>(() => plain.GetResponseAsync(partial, new ChatOptions { Tools = PlainTools }));

        var agent = await AgentAsync(Model(calls));
        var requests = Requests(await agent.SayAsync("Refund 7 and 8."));
        Assert.Single(Requests(await agent.DecideAsync(approved: true, requests[0])));
        Assert.Equal(true, (await agent.SayAsync("Hello?")).AdditionalProperties![OversightProperties.MessageQueued]);
        Assert.Equal(["refund 7 5"], _shop.Effects);
    }

    [Fact]
    public async Task A_model_that_fails_after_a_tool_ran_loses_no_result()
    {
        using var plain = Plain(new Failing(Model(("c1", "refund_order", Refund))));
        List<ChatMessage> history = [new(ChatRole.User, "Refund 7.")];
        history.AddRange((await plain.GetResponseAsync(history, new ChatOptions { Tools = PlainTools })).Messages);
        history.Add(Responses(approved: true, Requests(new ChatResponse(history))));
        await Assert.ThrowsAsync<HttpRequestException>(() => plain.GetResponseAsync(Copy(history), new ChatOptions { Tools = PlainTools }));
        await plain.GetResponseAsync(Copy(history), new ChatOptions { Tools = PlainTools });
        Assert.Equal(2, _plainShop.Effects.Count);

        var model = new Failing(Model(("c1", "refund_order", Refund)));
        var agent = await AgentAsync(model);
        var request = Assert.Single(Requests(await agent.SayAsync("Refund 7.")));
        await Assert.ThrowsAsync<HttpRequestException>(() => agent.DecideAsync(approved: true, request));
        Assert.EndsWith("Done.", (await agent.DecideAsync(approved: true, request)).Text, StringComparison.Ordinal);
        Assert.Single(_shop.Effects);
    }

    [Fact]
    public async Task What_the_caller_holds_is_not_changed()
    {
        using var plain = Plain(Model(("c1", "refund_order", Refund)));
        List<ChatMessage> history = [new(ChatRole.User, "Refund 7.")];
        history.AddRange((await plain.GetResponseAsync(history, new ChatOptions { Tools = PlainTools })).Messages);
        var request = Assert.Single(Requests(new ChatResponse(history)));
        history.Add(Responses(approved: true, request));
        await plain.GetResponseAsync(history, new ChatOptions { Tools = PlainTools });
        Assert.True(Assert.IsType<FunctionCallContent>(request.ToolCall).InformationalOnly);

        var agent = await AgentAsync(Model(("c1", "refund_order", Refund)));
        history = [new(ChatRole.User, "Refund 7.")];
        history.AddRange((await agent.SendAsync(history)).Messages);
        request = Assert.Single(Requests(new ChatResponse(history)));
        var mine = new ToolApprovalRequestContent(request.RequestId, Call("c1", "refund_order", Refund));
        history.Add(Responses(approved: true, mine));
        await agent.SendAsync(history);
        Assert.False(((FunctionCallContent)mine.ToolCall).InformationalOnly);
    }

    [Fact]
    public async Task Errors_of_oversight_are_not_told_to_the_model()
    {
        using var plain = ((IChatClient)Model(("c1", "lookup_order", Lookup))).AsBuilder()
            .UseFunctionInvocation(null, c => c.FunctionInvoker = (_, _) => throw new InvalidOperationException("The store is away.")).Build();
        Assert.Equal("Done.", (await plain.GetResponseAsync("What of 7?", new ChatOptions { Tools = PlainTools })).Messages[^1].Text);

        var model = Model(("c1", "refund_order", Refund));
        var agent = await AgentAsync(model);
        await agent.OnAsync(async s =>
        {
            await s.GetRequiredService<OversightStop>().StopAsync(StopTarget.Tool("refund_order"), new Reviewer("ana"), "Not today.");
            return true;
        });
        agent.Options = o => o.Policy.Rules.Add(new PolicyRule { Function = "refund_order", Verdict = Verdict.Proceed });
        await Assert.ThrowsAsync<OversightStoppedException>(() => agent.SayAsync("Refund 7."));
        Assert.Equal((1, 0), (model.Calls, _shop.Effects.Count));
    }

    [Fact]
    public async Task A_structured_answer_does_not_hide_a_pause()
    {
        var agent = await AgentAsync(Model(("c1", "refund_order", Refund)));
        agent.Chat = o => o.ResponseFormat = ChatResponseFormat.Json;

        Assert.Single(Requests(await agent.SayAsync("Refund 7.")));
        Assert.Empty(_shop.Effects);
    }

    private static IChatClient Plain(IChatClient model) => model.AsBuilder().UseFunctionInvocation().Build();

    /// <summary>The same history as an app would load it again.</summary>
    private static List<ChatMessage> Copy(IReadOnlyList<ChatMessage> messages) =>
        JsonSerializer.Deserialize<List<ChatMessage>>(JsonSerializer.Serialize(messages, AIJsonUtilities.DefaultOptions), AIJsonUtilities.DefaultOptions)!;

    private async Task<ChatAgent> AgentAsync(IChatClient model) => new(await servers.GetAsync(ServerKind.Embedded), model, _shop.All);

    /// <summary>A model that fails the first time that it is sent a result.</summary>
    private sealed class Failing(IChatClient inner) : DelegatingChatClient(inner)
    {
        private int _failures;

        public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            List<ChatMessage> sent = [.. messages];
            return sent.Any(m => m.Role == ChatRole.Tool) && _failures++ == 0
                ? throw new HttpRequestException("Overloaded.", inner: null, HttpStatusCode.ServiceUnavailable)
                : base.GetResponseAsync(sent, options, cancellationToken);
        }
    }
}
