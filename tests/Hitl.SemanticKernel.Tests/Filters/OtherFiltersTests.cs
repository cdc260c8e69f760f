using System.Collections.Concurrent;
using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Filters;

public class OtherFiltersTests(RedisServers servers)
{
    private readonly OrderTools _tools = new();
    private readonly ConcurrentQueue<string> _seen = new();

    /// <summary>Where the app registers its filter.</summary>
    public enum Place
    {
        Before,
        After,
        Outermost,
    }

    [Theory]
    [AllPaths(Place.Before)]
    [AllPaths(Place.After)]
    public async Task A_filter_that_changes_results_is_seen_by_model_and_log_before_and_after_a_review(ServerKind kind, ModelPath path, bool streaming, Place place)
    {
        await using var agent = await StartAsync(kind, path, streaming, place, async (context, next) =>
        {
            _seen.Enqueue($"{context.Function.Name} {context.FunctionSequenceIndex} of {context.FunctionCount}");
            await next(context);
            context.Result = new FunctionResult(context.Function, $"<{context.Result}>");
        }, Agent.Calls(path, ("a", "Orders-Lookup", """{"id":"1"}"""), ("b", "Orders-Refund", """{"id":"2","amount":2}"""), ("c", "Orders-Lookup", """{"id":"3"}""")), StubReply.Text("Done."));

        var turn = await agent.InvokeAsync();
        await agent.ApproveAsync(turn);
        await agent.ResumeAsync();

        await agent.VerifyAsync("Done.");
        var results = Wire.Results(agent.Model);
        Assert.Equal(("<order 1>", "<refunded 2>", "<order 3>"), (results["a"], results["b"], results["c"]));
        Assert.Equal(["Lookup 0 of 3", "Lookup 2 of 3", "Refund 1 of 3"], _seen.Order());
    }

    [Theory]
    [AllPaths(Place.Before)]
    [AllPaths(Place.After)]
    public async Task A_filter_that_ends_the_turn_after_a_call_keeps_its_result_and_the_rest_does_not_run(ServerKind kind, ModelPath path, bool streaming, Place place)
    {
        await using var agent = await StartAsync(kind, path, streaming, place, async (context, next) =>
        {
            await next(context);
            context.Terminate = true;
        }, Agent.Calls(path, ("a", "Orders-Lookup", """{"id":"1"}"""), ("b", "Orders-Lookup", """{"id":"2"}""")), StubReply.Text("Done."));

        var turn = await agent.InvokeAsync();

        Assert.Equal((AgentTurnStatus.Stopped, null), (turn.Status, turn.Message));
        Assert.Equal(["lookup 1"], _tools.Effects);
        var history = await agent.HistoryAsync();
        Assert.Equal([CallState.Succeeded, CallState.Failed], history.Calls.OrderBy(c => c.CallId).Select(c => c.State));
        Assert.Equal("\"order 1\"", history.Calls.Single(c => c.CallId == "a").Result!.Value.GetRawText());
        Assert.Equal(AgentTurnStatus.Stopped, (await agent.ResumeAsync()).Status);
        turn = await agent.InvokeAsync("Go on.");
        Assert.Equal("Done.", turn.Message!.Content);
        await agent.VerifyAsync("Done.");
        Assert.Equal(["lookup 1"], _tools.Effects);
    }

    [Theory]
    [AllPaths(Place.Before)]
    [AllPaths(Place.After)]
    [AllPaths(Place.Outermost)]
    public async Task A_filter_that_ends_the_turn_before_a_call_leaves_no_made_up_result(ServerKind kind, ModelPath path, bool streaming, Place place)
    {
        await using var agent = await StartAsync(kind, path, streaming, place, (context, next) =>
        {
            context.Terminate = true;
            return Task.CompletedTask;
        }, Agent.Calls(path, ("a", "Orders-Lookup", """{"id":"1"}"""), ("b", "Orders-Lookup", """{"id":"2"}""")), StubReply.Text("Done."));

        var turn = await agent.InvokeAsync();

        Assert.Equal(AgentTurnStatus.Stopped, turn.Status);
        Assert.Empty(_tools.Effects);
        var history = await agent.HistoryAsync();
        Assert.Equal(2, history.Calls.Count);
        Assert.All(history.Calls, c => Assert.Equal(CallState.Failed, c.State));
        Assert.All(history.Calls, c => Assert.StartsWith("\"Error: The call was not run", c.Result!.Value.GetRawText(), StringComparison.Ordinal));
        await agent.InvokeAsync("Go on.");
        await agent.VerifyAsync("Done.");
    }

    [Theory]
    [AllPaths(Place.Before)]
    [AllPaths(Place.After)]
    public async Task A_filter_that_answers_in_the_place_of_a_function_is_believed(ServerKind kind, ModelPath path, bool streaming, Place place)
    {
        await using var agent = await StartAsync(kind, path, streaming, place, (context, next) =>
        {
            if (context.Function.Name != "Lookup")
            {
                return next(context);
            }

            context.Result = new FunctionResult(context.Function, "from a cache");
            return Task.CompletedTask;
        }, Agent.Calls(path, ("a", "Orders-Lookup", """{"id":"1"}"""), ("b", "Orders-Refund", """{"id":"2","amount":2}""")), StubReply.Text("Done."));

        var turn = await agent.InvokeAsync();
        await agent.ApproveAsync(turn);
        await agent.ResumeAsync();

        Assert.Equal(["refund 2 2"], _tools.Effects);
        var results = Wire.Results(agent.Model);
        Assert.Equal(("from a cache", "refunded 2"), (results["a"], results["b"]));
        await agent.VerifyAsync("Done.");
    }

    [Theory, AllPaths]
    public async Task A_filter_may_end_the_turn_when_an_approved_call_runs(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(kind, path, streaming, Place.After, async (context, next) =>
        {
            await next(context);
            context.Terminate = context.Function.Name == "Refund";
        }, Agent.Calls(path, ("a", "Orders-Refund", """{"id":"1","amount":1}"""), ("b", "Orders-Refund", """{"id":"2","amount":2}""")), StubReply.Text("Done."));

        var turn = await agent.InvokeAsync();
        await agent.ApproveAsync(turn);
        turn = await agent.ResumeAsync();

        Assert.Equal(AgentTurnStatus.Stopped, turn.Status);
        Assert.Equal(["refund 1 1"], _tools.Effects);
        Assert.Single(agent.Model.Requests);
        await agent.InvokeAsync("Go on.");
        await agent.VerifyAsync("Done.");
    }

    [Theory, AllPaths]
    public async Task A_filter_that_lets_the_model_go_on_at_a_pause_makes_nothing_run_and_leaves_nothing_in_the_log(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(kind, path, streaming, Place.Outermost, async (context, next) =>
        {
            await next(context);
            context.Terminate = false;
        },
        Agent.Calls(path, ("a", "Orders-Refund", """{"id":"1","amount":1}""")),
        Agent.Calls(path, ("b", "Orders-Lookup", """{"id":"2"}""")),
        StubReply.Text("It is refunded."),
        StubReply.Text("Done."));

        var turn = await agent.InvokeAsync();

        Assert.Equal("a", Assert.Single(turn.Reviews).CallId);
        Assert.Empty(_tools.Effects);
        Assert.Equal("", agent.StreamedText);
        Assert.Equal(2, (await agent.HistoryAsync()).Messages.Count);
        await agent.ApproveAsync(turn);
        turn = await agent.ResumeAsync();
        Assert.Equal("Done.", turn.Message!.Content);
        Assert.Equal(["refund 1 1"], _tools.Effects);
        Wire.CheckResults(agent.Model.LastMessages);
        Assert.Equal(["user", "assistant", "tool"], agent.Model.LastMessages.Select(OpenAIWire.RoleOf));
    }

    private async Task<Agent> StartAsync(
        ServerKind kind, ModelPath path, bool streaming, Place place,
        Func<AutoFunctionInvocationContext, Func<AutoFunctionInvocationContext, Task>, Task> filter, params StubReply[] replies)
    {
        var agent = await Agent.StartAsync(await servers.GetAsync(kind), path, streaming, replies);
        agent.FilterFirst = place == Place.Before;
        agent.Services = services =>
        {
            if (place != Place.Outermost)
            {
                services.AddSingleton<IAutoFunctionInvocationFilter>(new Filter(filter));
            }
        };
        agent.Tools = kernel =>
        {
            _tools.AddTo(kernel);
            if (place == Place.Outermost)
            {
                kernel.AutoFunctionInvocationFilters.Insert(0, new Filter(filter));
            }
        };
        return agent;
    }

    private sealed class Filter(Func<AutoFunctionInvocationContext, Func<AutoFunctionInvocationContext, Task>, Task> run) : IAutoFunctionInvocationFilter
    {
        public Task OnAutoFunctionInvocationAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next) => run(context, next);
    }
}
