using System.Collections.Concurrent;
using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Filters;

public class OutcomeTests(RedisServers servers)
{
    private readonly OrderTools _tools = new();

    [Theory, AllPaths]
    public async Task A_rule_denies_a_call_and_the_model_is_told_why(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(kind, path, streaming,
            Agent.Calls(path, ("a", "Orders-Lookup", """{"id":"1"}"""), ("b", "Orders-Refund", """{"id":"2","amount":5000}""")), StubReply.Text("Done."));
        agent.Options = o => o.Policy.Rules.Add(new PolicyRule { Plugin = "Orders", Function = "Refund", Verdict = Verdict.Deny, Reason = "refunds are closed" });

        var turn = await agent.InvokeAsync();

        Assert.Equal("Done.", turn.Message!.Content);
        Assert.Equal(["lookup 1"], _tools.Effects);
        Assert.Contains("refunds are closed", Wire.Results(agent.Model)["b"], StringComparison.Ordinal);
        var history = await agent.VerifyAsync("Done.");
        Assert.Equal(CallState.Denied, history.Calls.Single(c => c.CallId == "b").State);
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task A_watched_call_runs(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(kind, path, streaming, Agent.Calls(path, ("a", "Orders-Refund", """{"id":"1","amount":5}""")), StubReply.Text("Done."));
        agent.Options = o => o.Policy.Rules.Add(new PolicyRule { Function = "Refund", Verdict = Verdict.Monitor });

        var turn = await agent.InvokeAsync();

        Assert.Equal(AgentTurnStatus.Completed, turn.Status);
        Assert.Equal(["refund 1 5"], _tools.Effects);
        Assert.Equal(Verdict.Monitor, Assert.Single((await agent.VerifyAsync("Done.")).Calls).Verdict);
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task A_scorer_that_throws_makes_a_call_wait(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(kind, path, streaming, Agent.Calls(path, ("a", "Orders-Frobnicate", "{}"), ("b", "Orders-Lookup", """{"id":"1"}""")));
        agent.Services = services => services.AddSingleton<IRiskScorer, ThrowingScorer>();
        agent.Tools = kernel => kernel.Plugin("Orders", ("Frobnicate", () => "x"), ("Lookup", [Oversight(ReadOnly = true)] (string id) => "y"));

        var turn = await agent.InvokeAsync();

        Assert.Equal(["a", "b"], turn.Reviews.Select(r => r.CallId));
        Assert.Contains(turn.Reviews[1].Risk.Reasons, r => r.Text.Contains(nameof(InvalidTimeZoneException), StringComparison.Ordinal));
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task A_tool_of_which_nothing_is_known_waits(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(kind, path, streaming, Agent.Calls(path, ("a", "Orders-Frobnicate", "{}")));
        agent.Tools = kernel => kernel.Plugin("Orders", ("Frobnicate", () => "x"));
        Assert.Equal("a", Assert.Single((await agent.InvokeAsync()).Reviews).CallId);
    }

    [Theory, AllPaths]
    public async Task A_tool_that_fails_is_on_record_and_the_siblings_keep_their_results(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(kind, path, streaming,
            Agent.Calls(path, ("a", "Orders-Lookup", """{"id":"1"}"""), ("b", "Orders-Broken", """{"id":"2"}"""), ("c", "Orders-Refund", """{"id":"3","amount":3}""")),
            Agent.Calls(path, ("d", "Orders-Broken", """{"id":"4"}""")),
            StubReply.Text("Done."));

        var turn = await agent.InvokeAsync();
        await agent.ApproveAsync(turn);
        await agent.ResumeAsync();

        Assert.Equal(["lookup 1", "broken 2", "refund 3 3", "broken 4"], _tools.Effects);
        var results = Wire.Results(agent.Model);
        Assert.Equal(("order 1", "Error: Exception while invoking function. no 2", "refunded 3", "Error: Exception while invoking function. no 4"), (results["a"], results["b"], results["c"], results["d"]));
        var history = await agent.VerifyAsync("Done.");
        Assert.Equal([CallState.Succeeded, CallState.Failed, CallState.Succeeded, CallState.Failed], history.Calls.OrderBy(c => c.CallId).Select(c => c.State));
    }

    [Theory, AllPaths]
    public async Task A_tool_that_is_gone_when_the_thread_goes_on_gives_an_error(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(kind, path, streaming, Agent.Calls(path, ("a", "Orders-Refund", """{"id":"1","amount":1}""")), StubReply.Text("Sorry."));
        var turn = await agent.InvokeAsync();
        await agent.ApproveAsync(turn);
        agent.Tools = kernel => kernel.Plugin("Other", ("Lookup", () => "x"));
        turn = await agent.ResumeAsync();

        Assert.Equal("Sorry.", turn.Message!.Content);
        Assert.StartsWith("Error: ", Wire.Results(agent.Model)["a"], StringComparison.Ordinal);
        Assert.Equal(CallState.Failed, Assert.Single((await agent.HistoryAsync()).Calls).State);
    }

    [Theory]
    [AllPaths(false)]
    [AllPaths(true)]
    public async Task A_turn_that_is_cancelled_while_a_tool_runs_leaves_no_doubt_unasked(ServerKind kind, ModelPath path, bool streaming, bool idempotent)
    {
        await using var agent = await StartAsync(kind, path, streaming, Agent.Calls(path, ("a", "Orders-Pay", "{}")), StubReply.Text("Done."));
        using var cancel = new CancellationTokenSource();
        var runs = new ConcurrentQueue<string>();
        agent.Options = o => o.Rules.Add(new RiskRule { Function = "Pay", Risk = 0, Idempotent = idempotent });
        agent.Tools = kernel => kernel.Plugin("Orders", ("Pay", async (CancellationToken token) =>
        {
            runs.Enqueue(CurrentCall.Value!.IdempotencyKey);
            if (runs.Count == 1)
            {
                await cancel.CancelAsync();
                await Task.Delay(Timeout.Infinite, token);
            }

            return "paid";
        }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => agent.InvokeAsync(cancellationToken: cancel.Token));
        Assert.Single(agent.Model.Requests);
        var turn = await agent.ResumeAsync();
        if (!idempotent)
        {
            Assert.Equal(ReviewKind.Outcome, Assert.Single(turn.Reviews).Kind);
            Assert.Single(runs);
            await agent.DecideAsync(turn, (desk, r) => desk.RespondAsync(r, new Reviewer("ana"), "it was paid"));
            turn = await agent.ResumeAsync();
        }

        Assert.Equal("Done.", turn.Message!.Content);
        Assert.Equal(idempotent ? 2 : 1, runs.Count);
        Assert.Single(runs.Distinct());
        Assert.Equal(idempotent ? "paid" : "it was paid", Wire.Results(agent.Model)["a"]);
        await agent.VerifyAsync("Done.");
    }

    private async Task<Agent> StartAsync(ServerKind kind, ModelPath path, bool streaming, params StubReply[] replies)
    {
        var agent = await Agent.StartAsync(await servers.GetAsync(kind), path, streaming, replies);
        agent.Tools = _tools.AddTo;
        return agent;
    }

    private sealed class ThrowingScorer : IRiskScorer
    {
        public ValueTask<RiskAssessment> ScoreAsync(ToolCall call, CancellationToken cancellationToken = default) => throw new InvalidTimeZoneException();
    }
}
