using System.Diagnostics;
using Hitl.SemanticKernel.Tests.Chat;
using Hitl.SemanticKernel.Tests.Support;
using static Hitl.SemanticKernel.Tests.Chat.ChatAgent;

namespace Hitl.SemanticKernel.Tests.Telemetry;

public class TraceTests(RedisServers servers)
{
    private const string Refund = """{"id":"7","amount":5}""";
    private const string Lookup = """{"id":"7"}""";
    private readonly ShopTools _shop = new();

    [Theory, AllServers(false), AllServers(true)]
    public async Task A_turn_is_one_tree_and_the_resumed_one_is_linked_to_the_paused_one(ServerKind kind, bool sensitive)
    {
        var thread = $"thread {Guid.NewGuid()}";
        using var traces = new Traces();
        var agent = new ChatAgent(await servers.GetAsync(kind), Model(("r", "refund_order", Refund), ("l", "lookup_order", Lookup)), _shop.All)
        {
            ThreadId = thread,
            Options = o => o.SensitiveTelemetry = sensitive,
        };

        var paused = await agent.SayAsync("Refund 7.");
        await agent.DecideAsync(approved: true, Requests(paused));

        var turns = traces.Where(a => a.OperationName == "invoke_agent" && Equals(a.GetTagItem("gen_ai.conversation.id"), thread));
        Assert.Equal(["awaiting_review", "completed"], turns.Select(a => a.GetTagItem("hitl.outcome")));
        Assert.Equal([false, true], turns.Select(a => a.GetTagItem("hitl.resumed")));
        var calls = traces.Where(a => turns.Exists(t => t.SpanId == a.ParentSpanId));
        Assert.Equal(["execute_tool lookup_order", "execute_tool refund_order"], calls.Select(c => c.OperationName));
        Assert.Equal(turns.Select(t => t.TraceId), calls.Select(c => c.TraceId));
        var refund = calls[1];
        Assert.Equal(
            ("execute_tool", "refund_order", "r", "review", "succeeded", Requests(paused)[0].RequestId),
            (refund.GetTagItem("gen_ai.operation.name"), refund.GetTagItem("gen_ai.tool.name"), refund.GetTagItem("gen_ai.tool.call.id"), refund.GetTagItem("hitl.verdict"),
                refund.GetTagItem("hitl.call.state"), refund.GetTagItem("hitl.review.id")));
        Assert.Equal(sensitive, refund.GetTagItem("gen_ai.tool.call.arguments")?.ToString()?.Contains("amount", StringComparison.Ordinal) ?? false);
        Assert.Equal(sensitive, refund.GetTagItem("gen_ai.tool.call.result")?.ToString()?.Contains("refunded", StringComparison.Ordinal) ?? false);
        Assert.Equal(["Financial"], Assert.IsType<string[]>(refund.GetTagItem("hitl.risk.flags")));
        Assert.Empty(turns[0].Links);
        Assert.Equal((turns[0].TraceId, turns[0].SpanId), (Assert.Single(turns[1].Links).Context.TraceId, turns[1].Links.Single().Context.SpanId));
    }

    [Theory, AllPaths]
    public async Task Semantic_Kernels_turns_are_told_the_same_way(ServerKind kind, ModelPath path, bool streaming)
    {
        using var traces = new Traces();
        await using var agent = await Agent.StartAsync(await servers.GetAsync(kind), path, streaming, Agent.Calls(path, ("c", "Orders-Refund", Refund)), StubReply.Text("Done."));
        agent.ThreadId = $"thread {Guid.NewGuid()}";
        agent.Tools = new OrderTools().AddTo;

        await agent.ApproveAsync(await agent.InvokeAsync());
        await agent.ResumeAsync();

        var turns = traces.Where(a => a.OperationName == "invoke_agent" && Equals(a.GetTagItem("gen_ai.conversation.id"), agent.ThreadId));
        Assert.Equal(["awaiting_review", "completed"], turns.Select(a => a.GetTagItem("hitl.outcome")));
        Assert.Equal("execute_tool Orders-Refund", Assert.Single(traces.Where(a => a.TraceId == turns[1].TraceId && a.Source.Name == HitlTelemetry.Name && a != turns[1])).OperationName);
        Assert.Equal((turns[0].TraceId, turns[0].SpanId), (Assert.Single(turns[1].Links).Context.TraceId, turns[1].Links.Single().Context.SpanId));
    }

    [Fact]
    public async Task An_agent_activity_of_the_app_is_not_doubled()
    {
        using var traces = new Traces();
        using var app = new App();
        var agent = new ChatAgent(await servers.GetAsync(ServerKind.Embedded), Model(("l", "lookup_order", Lookup)), _shop.All);

        using var outer = app.Source.StartActivity("invoke_agent shop")!;
        await agent.SayAsync("What of 7?");

        Assert.Equal("execute_tool lookup_order", Assert.Single(traces.Where(a => a.TraceId == outer.TraceId)).OperationName);
        Assert.Equal((agent.ThreadId, "completed"), (outer.GetTagItem("gen_ai.conversation.id"), outer.GetTagItem("hitl.outcome")));
    }

    [Fact]
    public async Task A_client_that_tells_of_its_requests_may_be_between_an_agent_and_oversight()
    {
        using var traces = new Traces();
        using var app = new App();
        var agent = new ChatAgent(await servers.GetAsync(ServerKind.Embedded), Model(("r", "refund_order", Refund)), _shop.All);

        using var outer = app.Source.StartActivity("invoke_agent shop")!;
        using (app.Source.StartActivity("chat model"))
        {
            await agent.SayAsync("Refund 7.");
        }

        Assert.Empty(traces.Where(a => a.TraceId == outer.TraceId && a.OperationName == "invoke_agent"));
        Assert.Equal("awaiting_review", outer.GetTagItem("hitl.outcome"));
    }

    [Fact]
    public async Task An_agent_activity_that_tells_of_another_thread_keeps_what_it_tells()
    {
        using var traces = new Traces();
        using var app = new App();
        var agent = new ChatAgent(await servers.GetAsync(ServerKind.Embedded), Model(("l", "lookup_order", Lookup)), _shop.All);

        using var outer = app.Source.StartActivity("invoke_agent shop")!;
        outer.SetTag("gen_ai.conversation.id", "another");
        await agent.SayAsync("What of 7?");

        var turn = Assert.Single(traces.Where(a => a.ParentSpanId == outer.SpanId));
        Assert.Equal(("invoke_agent", agent.ThreadId), (turn.OperationName, turn.GetTagItem("gen_ai.conversation.id")));
        Assert.Equal(("another", null), (outer.GetTagItem("gen_ai.conversation.id"), outer.GetTagItem("hitl.outcome")));
    }

    [Theory, InlineData("POST /chat"), InlineData("invoke_agents")]
    public async Task An_activity_of_something_else_is_left_as_it_is(string name)
    {
        using var app = new App();
        var agent = new ChatAgent(await servers.GetAsync(ServerKind.Embedded), Model(("r", "refund_order", Refund)), _shop.All);

        using var paused = app.Source.StartActivity(name)!;
        await agent.ApproveAsync(await agent.SayAsync("Refund 7."));
        paused.Stop();
        using var resumed = app.Source.StartActivity(name)!;
        await agent.ResumeAsync();

        Assert.Equal([[], []], new[] { paused, resumed }.Select(a => a.TagObjects.Select(t => t.Key)));
        Assert.Empty(resumed.Links);
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task Each_call_that_runs_has_one_activity_under_its_turn(ServerKind kind, ModelPath path, bool streaming)
    {
        using var traces = new Traces();
        await using var agent = await Agent.StartAsync(
            await servers.GetAsync(kind), path, streaming,
            Agent.Calls(path, ("a", "Orders-Lookup", Lookup), ("r", "Orders-Refund", Refund), ("b", "Orders-Lookup", """{"id":"8"}""")), StubReply.Text("Done."));
        agent.ThreadId = $"thread {Guid.NewGuid()}";
        agent.Tools = new OrderTools().AddTo;

        var paused = await agent.InvokeAsync();
        await agent.ApproveAsync(paused);
        await agent.ResumeAsync();

        var turns = traces.Where(a => a.OperationName == "invoke_agent" && Equals(a.GetTagItem("gen_ai.conversation.id"), agent.ThreadId));
        Assert.Equal(["stub", "stub"], turns.Select(t => t.GetTagItem("gen_ai.request.model")));
        Assert.Equal(path == ModelPath.Connector ? null : "openai", turns[0].GetTagItem("gen_ai.provider.name"));
        var calls = traces.Where(a => turns.Exists(t => t.TraceId == a.TraceId) && a.DisplayName.StartsWith("execute_tool", StringComparison.Ordinal));
        Assert.Equal(
            ["a execute_tool Orders-Lookup Orders-Lookup succeeded", "b execute_tool Orders-Lookup Orders-Lookup succeeded", "r execute_tool Orders-Refund Orders-Refund succeeded"],
            calls.Select(c => $"{c.GetTagItem("gen_ai.tool.call.id")} {c.DisplayName} {c.GetTagItem("gen_ai.tool.name")} {c.GetTagItem("hitl.call.state")}"));
        Assert.Equal([turns[0].SpanId, turns[0].SpanId, turns[1].SpanId], calls.Select(c => c.ParentSpanId));
        Assert.Equal((turns[0].TraceId, turns[0].SpanId), (turns[1].Links.Single().Context.TraceId, turns[1].Links.Single().Context.SpanId));

        // The client opened an activity for the call that waits before oversight could hold it.
        Assert.Equal(
            path == ModelPath.Connector ? [] : [$"judge_tool Orders-Refund pending {paused.Reviews[0].Id} "],
            traces.Where(a => a.DisplayName.StartsWith("judge_tool", StringComparison.Ordinal) && turns.Exists(t => t.SpanId == a.ParentSpanId))
                .Select(a => $"{a.DisplayName} {a.GetTagItem("hitl.call.state")} {a.GetTagItem("hitl.review.id")} {a.GetTagItem("gen_ai.operation.name")}"));
    }

    [Theory, AllServers(false), AllServers(true)]
    public async Task What_a_tool_threw_is_told_by_its_type(ServerKind kind, bool sensitive)
    {
        using var traces = new Traces();
        var agent = new ChatAgent(await servers.GetAsync(kind), Model(("b", "read_stock", Lookup)), _shop.All)
        {
            ThreadId = $"thread {Guid.NewGuid()}",
            Options = o => o.SensitiveTelemetry = sensitive,
        };

        await agent.SayAsync("What of 7?");

        var turn = Assert.Single(traces.Where(a => Equals(a.GetTagItem("gen_ai.conversation.id"), agent.ThreadId)));
        var call = Assert.Single(traces.Where(a => a.ParentSpanId == turn.SpanId));
        Assert.Equal(("failed", "System.InvalidOperationException", ActivityStatusCode.Error), (call.GetTagItem("hitl.call.state"), call.GetTagItem("error.type"), call.Status));
        Assert.Equal(sensitive ? "no 7" : null, call.StatusDescription);
        Assert.Equal(ActivityStatusCode.Unset, turn.Status);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_while_it_runs_is_told_as_an_error()
    {
        using var traces = new Traces();
        using var cancelling = new CancellationTokenSource();
        var agent = new ChatAgent(await servers.GetAsync(ServerKind.Embedded), Model(("r", "refund_order", Refund)), _shop.All) { ThreadId = $"thread {Guid.NewGuid()}" };
        await agent.ApproveAsync(await agent.SayAsync("Refund 7."));
        _shop.Refunding = async _ =>
        {
            await cancelling.CancelAsync();
            cancelling.Token.ThrowIfCancellationRequested();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => agent.SendAsync([], cancelling.Token));

        var turn = traces.Where(a => Equals(a.GetTagItem("gen_ai.conversation.id"), agent.ThreadId))[1];
        var call = Assert.Single(traces.Where(a => a.ParentSpanId == turn.SpanId));
        Assert.Equal(("executing", "System.OperationCanceledException"), (call.GetTagItem("hitl.call.state"), call.GetTagItem("error.type")));
        Assert.Equal((ActivityStatusCode.Error, ActivityStatusCode.Error), (call.Status, turn.Status));
    }

    /// <summary>Activities that an app has of its own.</summary>
    private sealed class App : IDisposable
    {
        private readonly ActivityListener _listener;

        public App()
        {
            _listener = new ActivityListener { ShouldListenTo = s => s == Source, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded };
            ActivitySource.AddActivityListener(_listener);
        }

        public ActivitySource Source { get; } = new("The app");

        public void Dispose()
        {
            _listener.Dispose();
            Source.Dispose();
        }
    }
}
