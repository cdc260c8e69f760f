using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using static Hitl.SemanticKernel.Tests.Chat.ChatAgent;

namespace Hitl.SemanticKernel.Tests.Chat;

/// <summary>Agents of Microsoft Agent Framework over the client, each step in a process of its own.</summary>
public class AgentFrameworkTests(RedisServers servers)
{
    private const string Refund = """{"id":"7","amount":5}""";
    private const string Lookup = """{"id":"7"}""";
    private readonly ShopTools _shop = new();

    /// <summary>What an app keeps of a session between two processes.</summary>
    public enum Kept
    {
        /// <summary>The session as the framework writes it, with a conversation id.</summary>
        Session,

        /// <summary>The conversation id only.</summary>
        Id,

        /// <summary>The session as the framework writes it, with the history and no conversation id.</summary>
        History,
    }

    [Theory]
    [AllServers(Kept.Session, false)]
    [AllServers(Kept.Session, true)]
    [AllServers(Kept.Id, false)]
    [AllServers(Kept.Id, true)]
    [AllServers(Kept.History, false)]
    [AllServers(Kept.History, true)]
    public async Task A_run_pauses_and_the_frameworks_own_response_lets_another_process_go_on(ServerKind kind, Kept kept, bool streaming)
    {
        var app = new ChatAgent(await servers.GetAsync(kind), Model(("l", "lookup_order", Lookup), ("r", "refund_order", Refund)), _shop.All);
        var session = default(JsonElement);

        var paused = await StepAsync(new ChatMessage(ChatRole.User, "Refund 7."));
        var request = Assert.Single(Requests(paused));
        Assert.Equal(["lookup 7"], _shop.Effects);
        Assert.Equal([("l", "order 7")], Results(paused));

        var response = await StepAsync(Responses(approved: true, request));
        Assert.Equal("Done.", response.Messages[^1].Text);
        Assert.Equal(["lookup 7", "refund 7 5"], _shop.Effects);

        Assert.Equal("Done.", (await StepAsync(new ChatMessage(ChatRole.User, "Thanks."))).Messages[^1].Text);
        Assert.Equal(2, _shop.Effects.Count);

        async Task<ChatResponse> StepAsync(ChatMessage message)
        {
            await using var services = app.Provider();
            var agent = AgentOf(services.GetRequiredService<IChatClient>(), _shop.All);
            var current = kept == Kept.Id || (kept == Kept.Session && session.ValueKind == JsonValueKind.Undefined) ? await agent.CreateSessionAsync("order 1042")
                : session.ValueKind == JsonValueKind.Undefined ? await agent.CreateSessionAsync()
                : await agent.DeserializeSessionAsync(session);
            var given = await RunAsync(agent, message, current, streaming);
            session = await agent.SerializeSessionAsync(current);
            return given;
        }
    }

    [Theory, AllServers(false), AllServers(true)]
    public async Task A_run_without_messages_goes_on_with_what_people_decided_elsewhere(ServerKind kind, bool streaming)
    {
        var app = new ChatAgent(await servers.GetAsync(kind), Model(("r", "refund_order", Refund)), _shop.All);
        await StepAsync(a => a.RunAsync("Refund 7.", streaming));
        var review = Assert.Single(await app.OnAsync(s => s.GetRequiredService<ReviewDesk>().ListAsync()));
        await app.DecideAsync(review.Id, (desk, r) => desk.ApproveAsync(r, new Reviewer("ana")));

        Assert.Equal("Done.", (await StepAsync(a => a.RunAsync(null, streaming))).Messages[^1].Text);
        Assert.Equal(["refund 7 5"], _shop.Effects);

        Task<ChatResponse> StepAsync(Func<OneSession, Task<ChatResponse>> step) => app.OnAsync(async s =>
        {
            var agent = AgentOf(s.GetRequiredService<IChatClient>(), _shop.All);
            return await step(new OneSession(agent, await agent.CreateSessionAsync(app.ThreadId!)));
        });
    }

    [Theory]
    [AllServers(false, false)]
    [AllServers(true, false)]
    [AllServers(false, true)]
    [AllServers(true, true)]
    public async Task An_agent_that_is_a_function_of_another_makes_it_wait(ServerKind kind, bool streaming, bool hasSession)
    {
        var inner = Model(("r", "refund_order", Refund));
        var outer = Model(("o", "refunds", """{"query":"Refund 7."}"""));
        var app = new ChatAgent(await servers.GetAsync(kind), outer)
        {
            Options = o => o.Policy.Rules.Add(new PolicyRule { Function = "refunds", Verdict = Verdict.Proceed }),
        };

        var request = Assert.Single(Requests(await StepAsync(new ChatMessage(ChatRole.User, "Refund 7."))));
        Assert.Equal("refund_order", Assert.IsType<FunctionCallContent>(request.ToolCall).Name);
        Assert.Empty(_shop.Effects);
        Assert.Equal((1, 1), (outer.Calls, inner.Calls));

        var response = await StepAsync(Responses(approved: true, request));
        Assert.Equal("Done.", response.Messages[^1].Text);
        Assert.Equal(["refund 7 5"], _shop.Effects);
        Assert.Equal((2, 2), (outer.Calls, inner.Calls));
        var (id, text) = Assert.Single(Results((await app.HistoryAsync()).Messages));
        Assert.Equal("o", id);
        Assert.EndsWith("Done.", text, StringComparison.Ordinal);

        Task<ChatResponse> StepAsync(ChatMessage message) => app.OnAsync(async s =>
        {
            var refunds = AgentOf(inner.AsBuilder().UseOversight().Build(s), _shop.Refund);
            var function = refunds.AsAIFunction(session: hasSession ? await refunds.CreateSessionAsync("refunds of the day") : null);
            var agent = AgentOf(s.GetRequiredService<IChatClient>(), function);
            return await RunAsync(agent, message, await agent.CreateSessionAsync(app.ThreadId!), streaming);
        });
    }

    [Theory, AllServers(false), AllServers(true)]
    public async Task Function_middleware_runs_around_a_call_when_it_runs(ServerKind kind, bool streaming)
    {
        var app = new ChatAgent(await servers.GetAsync(kind), Model(("l", "lookup_order", Lookup), ("r", "refund_order", Refund)), _shop.All);
        var seen = new ConcurrentQueue<string>();

        var request = Assert.Single(Requests(await StepAsync(new ChatMessage(ChatRole.User, "Refund 7."))));
        Assert.Equal(["lookup_order"], seen);
        await StepAsync(Responses(approved: true, request));
        Assert.Equal(["lookup_order", "refund_order"], seen);
        Assert.Equal(["lookup 7", "refund 7 5"], _shop.Effects);
        Assert.Equal([("l", "<order 7>"), ("r", "<refunded 7>")], Results((await app.HistoryAsync()).Messages));

        Task<ChatResponse> StepAsync(ChatMessage message) => app.OnAsync(async s =>
        {
            var agent = AgentOf(s.GetRequiredService<IChatClient>(), _shop.All);
            var around = agent.AsBuilder().Use(async (_, context, next, token) =>
            {
                seen.Enqueue(context.Function.Name);
                return $"<{await next(context, token)}>";
            }).Build();
            return await RunAsync(around, message, await agent.CreateSessionAsync(app.ThreadId!), streaming);
        });
    }

    [Theory]
    [AllServers(false, false)]
    [AllServers(true, false)]
    [AllServers(false, true)]
    [AllServers(true, true)]
    public async Task Around_a_client_that_it_decorates_the_framework_answers_for_people_and_nothing_runs(ServerKind kind, bool streaming, bool asksApp)
    {
        // It takes requests for functions that are no ApprovalRequiredAIFunction out of the response, and approves them in the next run.
        var asked = new ConcurrentQueue<bool>();
        var app = new ChatAgent(await servers.GetAsync(kind), Model(("r", "refund_order", Refund)), _shop.All)
        {
            Client = c => c.Reviewer = asksApp ? NotMine : null,
        };
        await using var services = app.Provider();
        var agent = new ChatClientAgent(services.GetRequiredService<IChatClient>(), tools: [.. _shop.All]);
        var session = await agent.CreateSessionAsync(app.ThreadId!);

        var paused = await RunAsync(agent, new ChatMessage(ChatRole.User, "Refund 7."), session, streaming);
        Assert.Empty(Requests(paused));
        await Assert.ThrowsAsync<InvalidDecisionException>(() => RunAsync(agent, new ChatMessage(ChatRole.User, "Well?"), session, streaming));

        Assert.Equal(asksApp ? [true] : [], asked);
        Assert.Empty(_shop.Effects);
        Assert.Single(await services.GetRequiredService<ReviewDesk>().ListAsync());

        Reviewer? NotMine(ToolApprovalResponseContent response)
        {
            asked.Enqueue(response.Approved);
            return null;
        }
    }

    /// <summary>An agent that leaves the client as it is.</summary>
    private static ChatClientAgent AgentOf(IChatClient client, params IEnumerable<AITool> tools) => new(client, new ChatClientAgentOptions
    {
        Name = "refunds",
        Description = "Pays money back.",
        ChatOptions = new ChatOptions { Instructions = "You help.", Tools = [.. tools] },
        UseProvidedChatClientAsIs = true,
    });

    private static async Task<ChatResponse> RunAsync(AIAgent agent, ChatMessage? message, AgentSession session, bool streaming)
    {
        IReadOnlyList<ChatMessage> messages = message is null ? [] : [message];
        var response = streaming
            ? await agent.RunStreamingAsync(messages, session).ToAgentResponseAsync()
            : await agent.RunAsync(messages, session);
        return response.AsChatResponse();
    }

    private sealed record OneSession(AIAgent Agent, AgentSession Session)
    {
        public Task<ChatResponse> RunAsync(string? text, bool streaming) =>
            AgentFrameworkTests.RunAsync(Agent, text is null ? null : new ChatMessage(ChatRole.User, text), Session, streaming);
    }
}
