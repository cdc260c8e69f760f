using System.Collections.Concurrent;
using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using static Hitl.SemanticKernel.Tests.Chat.ChatAgent;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;
using FunctionResultContent = Microsoft.Extensions.AI.FunctionResultContent;

namespace Hitl.SemanticKernel.Tests.Chat;

public class ToolTests(RedisServers servers)
{
    private const string Refund = """{"id":"7","amount":5}""";
    private const string Lookup = """{"id":"7"}""";
    private readonly ShopTools _shop = new();

    [Theory, AllServers(false), AllServers(true)]
    public async Task A_tool_that_requires_approval_always_waits(ServerKind kind, bool shadow)
    {
        var agent = new ChatAgent(await servers.GetAsync(kind), Model(("c", "lookup_order", Lookup)), new ApprovalRequiredAIFunction(_shop.Lookup))
        {
            Options = o =>
            {
                o.Policy.Mode = shadow ? PolicyMode.Shadow : PolicyMode.Enforce;
                o.Policy.Rules.Add(new PolicyRule { Function = "lookup_order", Verdict = Verdict.Proceed });
            },
        };

        var request = Assert.Single(Requests(await agent.SayAsync("What of 7?")));

        Assert.Contains("asks each time", request.AdditionalProperties![OversightProperties.Policy]!.ToString(), StringComparison.Ordinal);
        Assert.Empty(_shop.Effects);
        Assert.Equal("Done.", (await agent.DecideAsync(approved: true, request)).Text);
        Assert.Equal(["lookup 7"], _shop.Effects);
    }

    [Theory, AllServers(false), AllServers(true)]
    public async Task A_kernel_function_is_held_and_run(ServerKind kind, bool wrapped)
    {
        var tools = new OrderTools();
        var plugin = KernelPluginFactory.CreateFromObject(tools, "Orders");
        var agent = new ChatAgent(
            await servers.GetAsync(kind),
            Model(("a", "Orders_Refund", Refund), ("b", "Orders_Lookup", Lookup)),
            plugin.Select(f => wrapped ? (AITool)new Wrapper(f) : f));

        var paused = await agent.SayAsync("Refund 7.");
        Assert.Equal("Orders_Refund", Assert.IsType<FunctionCallContent>(Assert.Single(Requests(paused)).ToolCall).Name);
        Assert.Equal(["lookup 7"], tools.Effects);
        Assert.Equal("Done.", (await agent.DecideAsync(approved: true, Requests(paused))).Text);

        Assert.Equal(["lookup 7", "refund 7 5"], tools.Effects);
        Assert.Equal(["Orders-Refund", "Orders-Lookup"], (await agent.HistoryAsync()).Calls.Select(c => c.Tool));
    }

    [Theory, AllServers]
    public async Task Calls_that_cannot_run_are_answered_with_an_error(ServerKind kind)
    {
        var model = new ScriptedClient(messages => messages.Any(m => m.Role == ChatRole.Tool)
            ? new ChatMessage(ChatRole.Assistant, "Sorry.")
            : new ChatMessage(ChatRole.Assistant,
            [
                Call("a", "no_such_tool", Lookup),
                new FunctionCallContent("b", "lookup_order") { Exception = new FormatException("half an object") },
                Call("c", "read_stock", Lookup),
                Call("d", "lookup_order", Lookup),
            ]));
        var agent = new ChatAgent(await servers.GetAsync(kind), model, _shop.All);

        var response = await agent.SayAsync("Go.");

        Assert.Equal("Sorry.", response.Text);
        var results = Results(response).ToDictionary(r => r.Id, r => r.Text);
        Assert.Contains("not found", results["a"], StringComparison.Ordinal);
        Assert.Contains("half an object", results["b"], StringComparison.Ordinal);
        Assert.Contains("no 7", results["c"], StringComparison.Ordinal);
        Assert.Equal("order 7", results["d"]);
        Assert.Equal(["a", "b", "c", "d"], Results((await agent.HistoryAsync()).Messages).Select(r => r.Id));
    }

    [Theory, AllServers(false), AllServers(true)]
    public async Task Calls_of_a_batch_can_run_at_the_same_time(ServerKind kind, bool streaming)
    {
        var both = new Barrier();
        var meet = AIFunctionFactory.Create([Oversight(ReadOnly = true)] async (string id) =>
        {
            await both.MeetAsync();
            return $"met {id}";
        }, "meet");
        var agent = new ChatAgent(await servers.GetAsync(kind), Model(("a", "meet", Lookup), ("b", "meet", """{"id":"8"}"""), ("c", "refund_order", Refund)), [meet, .. _shop.All])
        {
            Streaming = streaming,
            Client = c => c.AllowConcurrentInvocation = true,
        };

        var paused = await agent.SayAsync("Go.");

        Assert.Equal([("a", "met 7"), ("b", "met 8")], Results(paused));
        Assert.Equal("Done.", (await agent.DecideAsync(approved: true, Requests(paused))).Text);
    }

    [Theory, AllServers]
    public async Task A_tool_that_has_gone_is_answered_with_an_error(ServerKind kind)
    {
        var agent = new ChatAgent(await servers.GetAsync(kind), Model(("c", "refund_order", Refund)), _shop.All);
        await agent.ApproveAsync(await agent.SayAsync("Refund 7."));
        agent.Tools = [_shop.Lookup];

        var response = await agent.ResumeAsync();

        Assert.Equal("Done.", response.Text);
        Assert.Contains("could not be found", Assert.Single(Results(response)).Text, StringComparison.Ordinal);
        Assert.Empty(_shop.Effects);
    }

    [Theory, AllServers]
    public async Task Tools_of_the_client_are_invoked_and_not_offered(ServerKind kind)
    {
        ChatOptions? sent = null;
        var agent = new ChatAgent(await servers.GetAsync(kind), Model(("c", "lookup_order", Lookup)).AsBuilder().ConfigureOptions(o => sent = o).Build(), _shop.Refund)
        {
            Client = c => c.AdditionalTools = [_shop.Lookup],
        };

        Assert.Equal("Done.", (await agent.SayAsync("What of 7?")).Text[^5..]);

        Assert.Equal(["lookup 7"], _shop.Effects);
        Assert.Equal(["refund_order"], sent!.Tools!.Select(t => t.Name));
        Assert.Null(sent.ConversationId);
    }

    [Theory, AllServers]
    public async Task A_required_call_is_required_once(ServerKind kind)
    {
        ConcurrentQueue<ChatToolMode?> modes = new();
        var model = Model(("c", "refund_order", Refund)).AsBuilder().ConfigureOptions(o => modes.Enqueue(o.ToolMode)).Build();
        var agent = new ChatAgent(await servers.GetAsync(kind), model, _shop.All) { Chat = o => o.ToolMode = ChatToolMode.RequireAny };

        var paused = await agent.SayAsync("Refund 7.");
        await agent.DecideAsync(approved: true, Requests(paused));

        Assert.Equal([ChatToolMode.RequireAny, null], modes);
    }

    [Theory, AllServers]
    public async Task The_number_of_requests_is_limited(ServerKind kind)
    {
        var n = 0;
        var model = new ScriptedClient(_ => new ChatMessage(ChatRole.Assistant, [Call($"c{++n}", "lookup_order", Lookup)]));
        var agent = new ChatAgent(await servers.GetAsync(kind), model, _shop.All) { Client = c => c.MaximumIterationsPerRequest = 2 };

        await agent.SayAsync("Go.");

        Assert.Equal((3, 2), (model.Calls, _shop.Effects.Count));
        var history = await agent.HistoryAsync();
        Assert.Equal(["c1", "c2", "c3"], Results(history.Messages).Select(r => r.Id));
        Assert.Equal(CallState.Failed, history.Calls[^1].State);
    }

    [Theory, AllServers]
    public async Task Errors_one_after_the_other_end_the_turn_and_the_thread_goes_on(ServerKind kind)
    {
        var n = 0;
        var model = new ScriptedClient(messages => messages[^1].Text == "Stop."
            ? new ChatMessage(ChatRole.Assistant, "Stopped.")
            : new ChatMessage(ChatRole.Assistant, [Call($"c{++n}", "read_stock", Lookup)]));
        var agent = new ChatAgent(await servers.GetAsync(kind), model, _shop.All) { Client = c => c.MaximumConsecutiveErrorsPerRequest = 1 };

        Assert.Equal("no 7", (await Assert.ThrowsAsync<InvalidOperationException>(() => agent.SayAsync("Go."))).Message);

        Assert.Equal(2, _shop.Effects.Count);
        Assert.Equal("Stopped.", (await agent.SayAsync("Stop.")).Text);
    }

    [Theory, AllServers]
    public async Task A_function_can_end_the_turn(ServerKind kind)
    {
        var end = AIFunctionFactory.Create([Oversight(ReadOnly = true)] () =>
        {
            FunctionInvokingChatClient.CurrentContext!.Terminate = true;
            return "over";
        }, "end_turn");
        var agent = new ChatAgent(await servers.GetAsync(kind), Model(("a", "end_turn", "{}"), ("b", "lookup_order", Lookup)), [end, .. _shop.All]);

        var response = await agent.SayAsync("Go.");

        Assert.Equal("over", Results(response).Single(r => r.Id == "a").Text);
        Assert.Empty(_shop.Effects);
        Assert.Equal(["a", "b"], Results((await agent.HistoryAsync()).Messages).Select(r => r.Id));
    }

    [Theory, AllServers]
    public async Task The_apps_invoker_sees_what_was_judged(ServerKind kind)
    {
        ConcurrentQueue<string> seen = new();
        var agent = new ChatAgent(await servers.GetAsync(kind), Model(("c", "refund_order", Refund)), _shop.All)
        {
            Client = c => c.FunctionInvoker = (context, token) =>
            {
                seen.Enqueue($"{context.Function.Name} {context.Arguments["amount"]} {CurrentCall.Value!.CallId} {context.FunctionCount}");
                return context.Function.InvokeAsync(context.Arguments, token);
            },
        };

        await agent.DecideAsync(approved: true, Requests(await agent.SayAsync("Refund 7.")));

        Assert.Equal(["refund_order 5 c 1"], seen);
    }

    [Theory, AllServers]
    public async Task What_the_service_runs_itself_is_on_record_and_not_run_again(ServerKind kind)
    {
        var model = new ScriptedClient(_ => new ChatMessage(ChatRole.Assistant, "Found."));
        var hosted = new ServiceCalls(model);
        var agent = new ChatAgent(await servers.GetAsync(kind), hosted, _shop.All);

        Assert.Equal("Found.", (await agent.SayAsync("Search.")).Text);

        Assert.Empty(_shop.Effects);
        Assert.Equal([("s", "a page")], Results((await agent.HistoryAsync()).Messages));
        Assert.Equal("Found.", (await agent.SayAsync("Again.")).Text);
    }

    [Theory, AllServers]
    public async Task A_call_that_the_service_ran_without_a_word_of_its_result_is_not_run(ServerKind kind)
    {
        var model = new ScriptedClient(messages => messages.Any(m => m.Role == ChatRole.Tool)
            ? new ChatMessage(ChatRole.Assistant, "Done.")
            : new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("s", "lookup_order", new Dictionary<string, object?> { ["id"] = "9" }) { InformationalOnly = true }, Call("l", "lookup_order", Lookup)]));
        var agent = new ChatAgent(await servers.GetAsync(kind), model, _shop.All);

        await agent.SayAsync("Go.");

        Assert.Equal(["lookup 7"], _shop.Effects);
        Assert.Equal(["l"], Results((await agent.HistoryAsync()).Messages).Select(r => r.Id));
    }

    [Fact]
    public async Task Functions_invoked_beneath_are_an_error()
    {
        var agent = new ChatAgent(await servers.GetAsync(ServerKind.Embedded), Model(), _shop.All);
        await using var services = agent.Provider();
        using var inner = agent.Inner.AsBuilder().UseFunctionInvocation().Build();

        var error = Assert.Throws<InvalidOperationException>(() => inner.AsBuilder().UseOversight().Build(services));
        Assert.Contains("beneath", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<InvalidOperationException>(() => agent.Inner.AsBuilder().UseOversight().Build());
        Assert.Contains("AddHitl", error.Message, StringComparison.Ordinal);
    }

    [Theory, AllServers]
    public async Task A_thread_of_somebody_else_is_refused(ServerKind kind)
    {
        var agent = new ChatAgent(await servers.GetAsync(kind), Model(("c", "refund_order", Refund)), _shop.All) { ThreadId = "ana/1" };
        var paused = await agent.SayAsync("Refund 7.");
        agent.Client = c => c.AllowThread = (id, _) => id.StartsWith("bo/", StringComparison.Ordinal);

        var refused = await Assert.ThrowsAsync<ThreadNotAllowedException>(() => agent.DecideAsync(approved: true, Requests(paused)));
        Assert.Equal("ana/1", refused.ThreadId);
        agent.ThreadId = null;
        await Assert.ThrowsAsync<ThreadNotAllowedException>(() => agent.DecideAsync(approved: true, Requests(paused)));
        Assert.Empty(_shop.Effects);
    }

    [Theory, AllServers]
    public async Task No_messages_for_no_thread_are_an_error(ServerKind kind)
    {
        var agent = new ChatAgent(await servers.GetAsync(kind), Model(), _shop.All);

        await Assert.ThrowsAsync<UnknownThreadException>(agent.ResumeAsync);
    }

    [Theory, AllServers]
    public async Task An_answer_that_is_held_is_a_request_too(ServerKind kind)
    {
        var agent = new ChatAgent(await servers.GetAsync(kind), new ScriptedClient(_ => new ChatMessage(ChatRole.Assistant, "Your IBAN is DE89 3704 0044 0532 0130 00.")), _shop.All)
        {
            Options = o => o.Output.Enabled = true,
            Streaming = true,
        };

        var held = await agent.SayAsync("What is my IBAN?");
        Assert.Equal("Output", Assert.Single(Requests(held)).AdditionalProperties![OversightProperties.Kind]);
        Assert.Empty(held.Text);

        Assert.Equal("Your IBAN is DE89 3704 0044 0532 0130 00.", (await agent.DecideAsync(approved: true, Requests(held))).Text);
    }

    private sealed class Wrapper(AIFunction inner) : DelegatingAIFunction(inner);

    private sealed class Barrier
    {
        private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        public Task MeetAsync()
        {
            if (Interlocked.Increment(ref _count) == 2)
            {
                _met.SetResult();
            }

            return _met.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    /// <summary>A service that runs a call itself before it answers.</summary>
    private sealed class ServiceCalls(IChatClient inner) : DelegatingChatClient(inner)
    {
        private int _calls;

        public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var response = await base.GetResponseAsync(messages, options, cancellationToken);
            if (_calls++ == 0)
            {
                response.Messages.Insert(0, new ChatMessage(ChatRole.Assistant, [Call("s", "web_search", """{"q":"7"}""")]));
                response.Messages.Insert(1, new ChatMessage(ChatRole.Tool, [new FunctionResultContent("s", "a page")]));
            }

            return response;
        }
    }
}
