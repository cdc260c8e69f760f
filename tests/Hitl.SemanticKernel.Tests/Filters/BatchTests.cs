using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Hitl.SemanticKernel.Tests.Filters;

public class BatchTests(RedisServers servers)
{
    [Theory]
    [AllPaths(0, false)]
    [AllPaths(1, false)]
    [AllPaths(2, false)]
    [AllPaths(1, true)]
    public async Task A_waiting_call_anywhere_in_a_batch_lets_its_siblings_run_once(ServerKind kind, ModelPath path, bool streaming, int waiting, bool concurrent)
    {
        var calls = Enumerable.Range(0, 3).Select(i => i == waiting
            ? ($"c{i}", "Orders-Refund", $$"""{"id":"{{i}}","amount":12.50}""")
            : ($"c{i}", "Orders-Lookup", $$"""{"id":"{{i}}"}""")).ToArray();
        await using var agent = await Agent.StartAsync(
            await servers.GetAsync(kind), path, streaming, Agent.Calls(path, calls) with { Content = "One moment." }, StubReply.Text("All done."));
        var tools = new OrderTools();
        agent.Tools = tools.AddTo;
        agent.Concurrent = concurrent;
        agent.Settings = Settings(concurrent);

        var turn = await agent.InvokeAsync();

        Assert.Equal(AgentTurnStatus.AwaitingReview, turn.Status);
        var review = Assert.Single(turn.Reviews);
        Assert.Equal(("Orders-Refund", $"c{waiting}", $$"""{"id":"{{waiting}}","amount":12.50}"""), (review.Tool, review.CallId, review.Arguments.GetRawText()));
        Assert.Equal(Enumerable.Range(0, 3).Where(i => i != waiting).Select(i => $"lookup {i}"), tools.Effects.Order());
        Assert.Single(agent.Model.Requests);
        Assert.Equal(streaming ? "One moment." : "", agent.StreamedText);
        Assert.DoesNotContain(agent.Updates, u => u.Role == AuthorRole.Tool);
        var paused = await agent.HistoryAsync();
        Assert.Equal([ChatRole.User, ChatRole.Assistant], paused.Messages.Select(m => m.Role));

        await agent.ApproveAsync(turn);
        turn = await agent.ResumeAsync();

        Assert.Equal((AgentTurnStatus.Completed, "All done."), (turn.Status, turn.Message!.Content));
        Assert.Equal(3, tools.Effects.Count);
        Assert.Equal($"refund {waiting} 12.50", tools.Effects.Last());
        var history = await agent.VerifyAsync("All done.");
        Assert.All(history.Calls, c => Assert.Equal(CallState.Succeeded, c.State));
        Assert.Equal(["c0", "c1", "c2"], OpenAIWire.ToolCallsOf(agent.Model.LastMessages[1]).Select(c => c.Id));
    }

    [Theory]
    [AllPaths(false)]
    [AllPaths(true)]
    public async Task Two_waiting_calls_are_decided_apart(ServerKind kind, ModelPath path, bool streaming, bool concurrent)
    {
        await using var agent = await Agent.StartAsync(
            await servers.GetAsync(kind),
            path,
            streaming,
            Agent.Calls(path, ("a", "Orders-Refund", """{"id":"1","amount":1}"""), ("b", "Orders-Lookup", """{"id":"2"}"""), ("c", "Orders-Refund", """{"id":"3","amount":3}""")),
            StubReply.Text("All done."));
        var tools = new OrderTools();
        agent.Tools = tools.AddTo;
        agent.Concurrent = concurrent;
        agent.Settings = Settings(concurrent);

        var turn = await agent.InvokeAsync();
        Assert.Equal(["a", "c"], turn.Reviews.Select(r => r.CallId));

        await agent.ApproveAsync(turn.Reviews[1].Id);
        turn = await agent.ResumeAsync();
        Assert.Equal("a", Assert.Single(turn.Reviews).CallId);
        Assert.Equal(["lookup 2", "refund 3 3"], tools.Effects);
        Assert.Single(agent.Model.Requests);

        await agent.RejectAsync(turn, "too much");
        turn = await agent.ResumeAsync();
        Assert.Equal(AgentTurnStatus.Completed, turn.Status);
        Assert.Equal(["lookup 2", "refund 3 3"], tools.Effects);
        var history = await agent.VerifyAsync("All done.");
        Assert.Equal([CallState.Rejected, CallState.Succeeded, CallState.Succeeded], history.Calls.OrderBy(c => c.CallId).Select(c => c.State));
        var results = Wire.Results(agent.Model);
        Assert.Contains("too much", results["a"], StringComparison.Ordinal);
        Assert.Equal(("order 2", "refunded 3"), (results["b"], results["c"]));
    }

    [Theory, AllPaths]
    public async Task Several_batches_of_a_turn_are_on_record_in_order(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await Agent.StartAsync(
            await servers.GetAsync(kind),
            path,
            streaming,
            Agent.Calls(path, ("a", "Orders-Lookup", """{"id":"1"}""")) with { Content = "First." },
            Agent.Calls(path, ("b", "Orders-Lookup", """{"id":"2"}"""), ("c", "Orders-Lookup", """{"id":"3"}""")),
            Agent.Calls(path, ("d", "Orders-Refund", """{"id":"4","amount":4}""")) with { Content = "Then." },
            Agent.Calls(path, ("e", "Orders-Lookup", """{"id":"5"}""")),
            StubReply.Text("All done."));
        var tools = new OrderTools();
        agent.Tools = tools.AddTo;

        var turn = await agent.InvokeAsync();
        Assert.Equal("d", Assert.Single(turn.Reviews).CallId);
        Assert.Equal(3, agent.Model.Requests.Count);
        Assert.Equal(streaming ? "First.Then." : "", agent.StreamedText);
        await agent.ApproveAsync(turn);
        turn = await agent.ResumeAsync();

        Assert.Equal("All done.", turn.Message!.Content);
        Assert.Equal(["lookup 1", "lookup 2", "lookup 3", "refund 4 4", "lookup 5"], tools.Effects);
        Assert.Equal(5, agent.Model.Requests.Count);
        var history = await agent.VerifyAsync("All done.");
        Assert.Equal(["a", "b", "c", "d", "e"], history.Messages.SelectMany(m => m.Contents).OfType<Microsoft.Extensions.AI.FunctionCallContent>().Select(c => c.CallId));
    }

    [Theory, AllPaths]
    public async Task Ids_that_a_model_uses_again_stay_apart(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await Agent.StartAsync(
            await servers.GetAsync(kind),
            path,
            streaming,
            Agent.Calls(path, ("call", "Orders-Lookup", """{"id":"1"}""")),
            Agent.Calls(path, ("call", "Orders-Refund", """{"id":"2","amount":2}""")),
            Agent.Calls(path, ("call", "Orders-Lookup", """{"id":"3"}""")),
            Agent.Calls(path, ("call", "Nothing-Here", "{}")),
            StubReply.Text("All done."));
        var tools = new OrderTools();
        agent.Tools = tools.AddTo;

        var turn = await agent.InvokeAsync();
        await agent.ApproveAsync(turn);
        turn = await agent.ResumeAsync();

        Assert.Equal("All done.", turn.Message!.Content);
        Assert.Equal(["lookup 1", "refund 2 2", "lookup 3"], tools.Effects);
        var history = await agent.HistoryAsync();
        Assert.Equal(4, history.Calls.Count);
        Assert.Equal(
            ["user", "assistant", "tool", "assistant", "tool", "assistant", "tool", "assistant", "tool", "assistant"],
            history.Messages.Select(m => m.Role.Value));
    }

    private static PromptExecutionSettings Settings(bool concurrent) =>
        new() { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(options: new() { AllowConcurrentInvocation = concurrent }) };
}
