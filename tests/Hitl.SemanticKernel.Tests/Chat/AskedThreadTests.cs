using System.Collections.Concurrent;
using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using static Hitl.SemanticKernel.Tests.Chat.ChatAgent;

namespace Hitl.SemanticKernel.Tests.Chat;

/// <summary>An agent with a conversation of its own that a call of another one asks. Each step of both is taken by services of its own, as after a restart.</summary>
public class AskedThreadTests(RedisServers servers)
{
    private const string Refund = """{"id":"7","amount":5}""";
    private const string Task = """{"task":"Refund 7."}""";
    private readonly ShopTools _shop = new();
    private readonly ConcurrentQueue<string> _asked = new();

    private static ScriptedClient Outer => Model(("o", "ask_specialist", Task));

    [Theory, AllServers(false), AllServers(true)]
    public async Task The_outer_call_waits_and_both_go_on_with_a_response_to_the_outer_one(ServerKind kind, bool streaming)
    {
        var inner = Model(("r", "refund_order", Refund));
        var outer = Outer;
        var agent = await AgentAsync(kind, outer, inner, streaming);

        var paused = await agent.SayAsync("Let the specialist refund 7.");
        var request = Assert.Single(Requests(paused));
        Assert.True((bool)paused.AdditionalProperties![OversightProperties.AwaitingReview]!);
        Assert.Equal("specialist", request.AdditionalProperties![OversightProperties.Thread]);
        Assert.Equal("refund_order", Assert.IsType<FunctionCallContent>(request.ToolCall).Name);
        Assert.Empty(Results(paused));

        var shown = await agent.ResumeAsync();
        Assert.Equal(request.RequestId, Assert.Single(Requests(shown)).RequestId);
        var queued = await agent.SayAsync("Is it done?");
        Assert.True((bool)queued.AdditionalProperties![OversightProperties.MessageQueued]!);
        Assert.Equal(request.RequestId, Assert.Single(Requests(queued)).RequestId);
        Assert.Equal((1, 1, 1), (outer.Calls, inner.Calls, _asked.Count));
        Assert.Empty(_shop.Effects);

        var response = await agent.DecideAsync(approved: true, request);

        Assert.Equal("Done.", response.Text);
        Assert.Equal(["refund 7 5"], _shop.Effects);
        Assert.Equal((2, 2, 2), (outer.Calls, inner.Calls, _asked.Count));
        Assert.Equal(["user", "assistant", "tool", "assistant"], await RolesAsync(agent, "specialist"));
        Assert.Equal(["user", "assistant", "tool", "user", "assistant"], await RolesAsync(agent, agent.ThreadId!));
        Assert.Equal(("o", "specialist: Done."), Assert.Single(Results((await agent.HistoryAsync()).Messages)));
        Assert.Null(await CallerAsync(agent));
    }

    [Theory, AllServers(false, true), AllServers(true, false)]
    public async Task What_was_decided_elsewhere_is_found_by_the_outer_one(ServerKind kind, bool approves, bool resumesInner)
    {
        var inner = Model(("r", "refund_order", Refund));
        var agent = await AgentAsync(kind, Outer, inner);
        await agent.SayAsync("Let the specialist refund 7.");
        var review = Assert.Single(await agent.OnAsync(s => s.GetRequiredService<ReviewDesk>().ListAsync()));
        Assert.Equal("specialist", review.ThreadId);
        await agent.DecideAsync(review.Id, (desk, r) => approves ? desk.ApproveAsync(r, new Reviewer("ana")) : desk.RejectAsync(r, new Reviewer("ana"), "no"));
        if (resumesInner)
        {
            Assert.Equal("Done.", (await OnSpecialistAsync(agent, inner, "specialist", [])).Messages[^1].Text);
            Assert.Equal(agent.ThreadId, await CallerAsync(agent));
        }

        Assert.Equal("Done.", (await agent.ResumeAsync()).Text);

        Assert.Equal(approves ? ["refund 7 5"] : [], _shop.Effects);
        Assert.Equal((2, 2), (inner.Calls, _asked.Count));
        Assert.Equal(["user", "assistant", "tool", "assistant"], await RolesAsync(agent, "specialist"));
        Assert.EndsWith("Done.", Assert.Single(Results((await agent.HistoryAsync()).Messages)).Text, StringComparison.Ordinal);
        Assert.Null(await CallerAsync(agent));
    }

    [Theory, AllServers]
    public async Task A_conversation_without_an_id_is_found_by_the_request_of_the_inner_one(ServerKind kind)
    {
        var agent = await AgentAsync(kind, Outer, Model(("r", "refund_order", Refund)));
        agent.ThreadId = null;
        List<ChatMessage> history = [new(ChatRole.User, "Let the specialist refund 7.")];

        var paused = await agent.SendAsync(history);
        history.AddRange(paused.Messages);
        history.Add(Responses(approved: true, Requests(paused)));

        Assert.Equal("Done.", (await agent.SendAsync(history)).Text);
        Assert.Equal(["refund 7 5"], _shop.Effects);
    }

    [Theory, AllServers(false), AllServers(true)]
    public async Task An_inner_turn_may_pause_again_and_again(ServerKind kind, bool streaming)
    {
        var inner = new ScriptedClient(messages => Results(messages).Count switch
        {
            var n and < 3 => new ChatMessage(ChatRole.Assistant, [Call($"r{n}", "refund_order", $$"""{"id":"{{n}}","amount":5}""")]),
            _ => new ChatMessage(ChatRole.Assistant, "Done."),
        });
        var agent = await AgentAsync(kind, Outer, inner, streaming);
        var response = await agent.SayAsync("Let the specialist refund.");
        for (var n = 0; n < 3; n++)
        {
            Assert.Equal(n, _shop.Effects.Count);
            response = await agent.DecideAsync(approved: true, Assert.Single(Requests(response)));
        }

        Assert.Equal("Done.", response.Text);
        Assert.Equal(["refund 0 5", "refund 1 5", "refund 2 5"], _shop.Effects);
        Assert.Equal(4, inner.Calls);
    }

    [Theory, AllServers(false), AllServers(true)]
    public async Task What_was_answered_before_a_pause_is_not_asked_again(ServerKind kind, bool streaming)
    {
        var inner = new ScriptedClient(messages => messages[^1].Role == ChatRole.User && messages[^1].Text == "Refund 7."
            ? new ChatMessage(ChatRole.Assistant, [Call("r", "refund_order", Refund)])
            : new ChatMessage(ChatRole.Assistant, $"Answer {Guid.NewGuid()}"));
        var answers = new ConcurrentQueue<string>();
        var agent = await AgentAsync(kind, Outer, inner, streaming);
        agent.Tools = [AIFunctionFactory.Create([Oversight(ReadOnly = true)] async (string task) =>
        {
            answers.Enqueue(await AskAsync(agent, inner, "specialist", "What is 7?"));
            return await AskAsync(agent, inner, "specialist", task) + await AskAsync(agent, inner, "another", "Thanks.");
        }, "ask_specialist")];

        var paused = await agent.SayAsync("Let the specialist refund.");
        Assert.Equal(2, inner.Calls);
        Assert.Equal("Done.", (await agent.DecideAsync(approved: true, Requests(paused))).Text);

        Assert.Equal(4, inner.Calls);
        Assert.Single(answers.Distinct());
        Assert.Equal(["user", "assistant", "user", "assistant", "tool", "assistant"], await RolesAsync(agent, "specialist"));
        Assert.Equal(["user", "assistant"], await RolesAsync(agent, "another"));
    }

    [Theory, AllServers]
    public async Task Agents_may_ask_agents(ServerKind kind)
    {
        var (inner, middle) = (Model(("r", "refund_order", Refund)), Model(("m", "ask_specialist", Task)));
        var agent = await AgentAsync(kind, Model(("o", "ask_manager", Task)), inner);
        var specialist = agent.Tools;
        agent.Tools = [AIFunctionFactory.Create([Oversight(ReadOnly = true)] async (string task) =>
            (await OnAsync(agent, middle, new ChatOptions { ConversationId = "manager", Tools = specialist }, [new ChatMessage(ChatRole.User, task)])).Text, "ask_manager")];

        var paused = await agent.SayAsync("Let the manager see to it.");
        Assert.Equal("specialist", Assert.Single(Requests(paused)).AdditionalProperties![OversightProperties.Thread]);
        Assert.Single(Requests(await agent.ResumeAsync()));
        Assert.Equal((1, 1), (middle.Calls, inner.Calls));

        Assert.Equal("Done.", (await agent.DecideAsync(approved: true, Requests(paused))).Text);
        Assert.Equal(["refund 7 5"], _shop.Effects);
        Assert.Equal((2, 2), (middle.Calls, inner.Calls));
        Assert.Equal(["user", "assistant", "tool", "assistant"], await RolesAsync(agent, "manager"));
    }

    [Theory, AllServers]
    public async Task A_call_waits_also_while_the_last_of_several_agents_is_run_by_somebody(ServerKind kind)
    {
        var inner = Model(("r", "refund_order", Refund));
        var agent = await AgentAsync(kind, Model(("o", "ask_manager", Task)), inner);
        var specialist = agent.Tools;
        agent.Tools = [AIFunctionFactory.Create([Oversight(ReadOnly = true)] async (string task) =>
            (await OnAsync(agent, Model(("m", "ask_specialist", Task)), new ChatOptions { ConversationId = "manager", Tools = specialist }, [new ChatMessage(ChatRole.User, task)])).Messages[^1].Text, "ask_manager")];
        await agent.ApproveAsync(await agent.SayAsync("Let the manager see to it."));
        agent.ThreadId = "another conversation";
        await agent.OnAsync(async s =>
        {
            var (_, run) = await s.GetRequiredService<ThreadRuns>().BeginAsync("specialist", new BeginRequest(BeginMode.Resume), default);
            await using (run)
            {
                var waits = await agent.SayAsync("You too.");
                Assert.True((bool)waits.AdditionalProperties![OversightProperties.AwaitingReview]!);
                Assert.Empty(Requests(waits));
            }

            return true;
        });

        Assert.Equal("Done.", (await agent.ResumeAsync()).Messages[^1].Text);
        Assert.Equal(["refund 7 5"], _shop.Effects);
        agent.ThreadId = "order 1042";
        Assert.Equal("Done.", (await agent.ResumeAsync()).Messages[^1].Text);
        Assert.Equal(["refund 7 5"], _shop.Effects);
    }

    [Theory, AllServers]
    public async Task Calls_beside_it_and_their_reviews_are_their_own(ServerKind kind)
    {
        var outer = Model(("o", "ask_specialist", Task), ("s", "refund_order", """{"id":"8","amount":1}"""));
        var agent = await AgentAsync(kind, outer, Model(("r", "refund_order", Refund)));
        agent.Tools.AddRange(_shop.All);

        var requests = Requests(await agent.SayAsync("Refund both."));
        Assert.Equal([agent.ThreadId!, "specialist"], requests.Select(r => (string)r.AdditionalProperties![OversightProperties.Thread]!));
        var paused = await agent.DecideAsync(approved: true, requests[0]);
        Assert.Equal(requests[1].RequestId, Assert.Single(Requests(paused)).RequestId);
        Assert.Equal(["refund 8 1"], _shop.Effects);
        Assert.Single(_asked);

        Assert.Equal("Done.", (await agent.DecideAsync(approved: true, requests[1])).Text);
        Assert.Equal(["refund 8 1", "refund 7 5"], _shop.Effects);
    }

    [Theory, AllServers]
    public async Task Several_threads_may_ask_one_and_each_goes_on(ServerKind kind)
    {
        var inner = new ScriptedClient(messages => messages[^1].Role == ChatRole.User && Results(messages).Count == 0
            ? new ChatMessage(ChatRole.Assistant, [Call("r", "refund_order", Refund)])
            : new ChatMessage(ChatRole.Assistant, "Done."));
        var agent = await AgentAsync(kind, Outer, inner);
        var first = await agent.SayAsync("Let the specialist refund 7.");
        agent.ThreadId = "another conversation";
        var second = await agent.SayAsync("Let the specialist refund 7.");
        Assert.Equal(Assert.Single(Requests(first)).RequestId, Assert.Single(Requests(second)).RequestId);

        Assert.Equal("Done.", (await agent.DecideAsync(approved: true, Requests(second))).Text);
        agent.ThreadId = "order 1042";
        Assert.Equal("order 1042", await CallerAsync(agent));
        Assert.Equal("Done.", (await agent.ResumeAsync()).Text);

        Assert.Null(await CallerAsync(agent));
        Assert.Equal(["refund 7 5"], _shop.Effects);
        Assert.Equal(["user", "assistant", "tool", "user", "assistant"], await RolesAsync(agent, "specialist"));
        Assert.Equal(2, inner.Calls);
    }

    [Theory, AllServers]
    public async Task An_agent_that_asks_itself_is_told_so_at_once(ServerKind kind)
    {
        var agent = await AgentAsync(kind, Outer, Model());
        var (clock, self) = (System.Diagnostics.Stopwatch.StartNew(), agent.ThreadId!);
        agent.Tools = [AIFunctionFactory.Create([Oversight(ReadOnly = true)] (string task) => AskAsync(agent, Model(("m", "ask_back", Task)), "specialist", task, Back()), "ask_specialist")];

        Assert.Equal("Done.", (await agent.SayAsync("Ask around.")).Messages[^1].Text);

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"{clock.Elapsed}");
        var history = await agent.OnAsync(s => s.GetRequiredService<CheckpointedThreads>().Get("specialist").GetHistoryAsync());
        Assert.Contains("already running", Assert.Single(Results(history.Messages)).Text, StringComparison.Ordinal);

        AIFunction Back() => AIFunctionFactory.Create([Oversight(ReadOnly = true)] (string task) => AskAsync(agent, Model(), self, task), "ask_back");
    }

    [Theory, AllServers]
    public async Task Only_the_thread_that_asked_takes_decisions_for_it(ServerKind kind)
    {
        var agent = await AgentAsync(kind, Outer, Model(("r", "refund_order", Refund)));
        var paused = await agent.SayAsync("Let the specialist refund 7.");
        var (own, _) = (agent.ThreadId, agent.ThreadId = "another conversation");

        await Assert.ThrowsAsync<InvalidDecisionException>(() => agent.DecideAsync(approved: true, Requests(paused)));

        Assert.Empty(_shop.Effects);
        agent.ThreadId = own;
        Assert.Equal("Done.", (await agent.DecideAsync(approved: true, Requests(paused))).Text);
    }

    [Theory, AllServers]
    public async Task A_stop_of_the_inner_thread_is_no_result_and_both_go_on_when_it_is_lifted(ServerKind kind)
    {
        var agent = await AgentAsync(kind, Outer, Model(("r", "refund_order", Refund)));
        var target = StopTarget.Thread("specialist");
        await agent.OnAsync(async s =>
        {
            await s.GetRequiredService<OversightStop>().StopAsync(target, new Reviewer("ana"), "look first");
            return true;
        });

        await Assert.ThrowsAsync<OversightStoppedException>(() => agent.SayAsync("Let the specialist refund 7."));
        await Assert.ThrowsAsync<OversightStoppedException>(agent.ResumeAsync);
        await agent.OnAsync(async s =>
        {
            await s.GetRequiredService<OversightStop>().LiftAsync(target, new Reviewer("ana"));
            return true;
        });
        var paused = await agent.ResumeAsync();

        Assert.Equal("Done.", (await agent.DecideAsync(approved: true, Requests(paused))).Text);
        Assert.Equal(["refund 7 5"], _shop.Effects);
        Assert.Equal(["user", "assistant", "tool", "assistant"], await RolesAsync(agent, "specialist"));
    }

    [Theory, AllServers]
    public async Task A_call_that_is_run_again_after_a_crash_asks_nothing_twice(ServerKind kind)
    {
        var inner = Model(("r", "refund_order", Refund));
        var agent = await AgentAsync(kind, Outer, inner);
        using var crash = new CancellationTokenSource();
        var ask = (AIFunction)agent.Tools[0];
        agent.Tools = [AIFunctionFactory.Create([Oversight(ReadOnly = false, Flags = RiskFlags.None)] async (string task) =>
        {
            var answer = (await ask.InvokeAsync(new AIFunctionArguments { ["task"] = task }, crash.Token))!.ToString();
            await crash.CancelAsync();
            crash.Token.ThrowIfCancellationRequested();
            return answer;
        }, "ask_specialist")];
        agent.Options = o => o.Policy.Rules.Add(new PolicyRule { Function = "ask_specialist", Verdict = Verdict.Proceed });
        var paused = await agent.SayAsync("Let the specialist refund 7.");

        // It is cancelled when the specialist has answered, before the outer call is on record.
        await agent.ApproveAsync(paused);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => agent.OnAsync(s => agent.SendAsync(s.GetRequiredService<IChatClient>(), [], crash.Token)));
        Assert.Equal(["refund 7 5"], _shop.Effects);
        agent.Tools = [ask];
        var unknown = await agent.ResumeAsync();
        Assert.Equal("Outcome", Assert.Single(Requests(unknown)).AdditionalProperties![OversightProperties.Kind]);

        Assert.Equal("Done.", (await agent.DecideAsync(approved: true, Requests(unknown))).Text);
        Assert.Equal(["refund 7 5"], _shop.Effects);
        Assert.Equal(2, inner.Calls);
        Assert.Equal(["user", "assistant", "tool", "assistant"], await RolesAsync(agent, "specialist"));
        Assert.EndsWith("Done.", Assert.Single(Results((await agent.HistoryAsync()).Messages)).Text, StringComparison.Ordinal);
    }

    private async Task<ChatAgent> AgentAsync(ServerKind kind, ScriptedClient outer, ScriptedClient inner, bool streaming = false)
    {
        var agent = new ChatAgent(await servers.GetAsync(kind), outer) { Streaming = streaming };
        agent.Tools.Add(AIFunctionFactory.Create([Oversight(ReadOnly = true)] async (string task) =>
        {
            _asked.Enqueue(task);
            return "specialist: " + await AskAsync(agent, inner, "specialist", task);
        }, "ask_specialist"));
        return agent;
    }

    private async Task<string> AskAsync(ChatAgent agent, ScriptedClient inner, string threadId, string text, params IEnumerable<AITool> tools) =>
        (await OnSpecialistAsync(agent, inner, threadId, [new ChatMessage(ChatRole.User, text)], tools)).Messages[^1].Text;

    private Task<ChatResponse> OnSpecialistAsync(ChatAgent agent, ScriptedClient inner, string threadId, IReadOnlyList<ChatMessage> messages, params IEnumerable<AITool> tools) =>
        OnAsync(agent, inner, new ChatOptions { ConversationId = threadId, Tools = [.. _shop.All, .. tools] }, messages);

    private static Task<ChatResponse> OnAsync(ChatAgent agent, ScriptedClient model, ChatOptions options, IReadOnlyList<ChatMessage> messages) => agent.OnAsync(async s =>
    {
        var client = model.AsBuilder().UseOversight().Build(s);
        return agent.Streaming
            ? await client.GetStreamingResponseAsync(messages, options).ToChatResponseAsync()
            : await client.GetResponseAsync(messages, options);
    });

    private static Task<IEnumerable<string>> RolesAsync(ChatAgent agent, string threadId) =>
        agent.OnAsync(async s => (await s.GetRequiredService<CheckpointedThreads>().Get(threadId).GetHistoryAsync()).Messages.Select(m => m.Role.Value));

    private static Task<string?> CallerAsync(ChatAgent agent) =>
        agent.OnAsync(async s => (await s.GetRequiredService<ThreadRuns>().Ledger("specialist").FindCallersAsync(default)).SingleOrDefault());
}
