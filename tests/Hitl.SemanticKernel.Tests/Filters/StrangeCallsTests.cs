using Hitl.SemanticKernel.Tests.Support;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Filters;

public class StrangeCallsTests(RedisServers servers)
{
    [Theory]
    [AllPaths(0, EmbeddedOnly = true)]
    [AllPaths(1, EmbeddedOnly = true)]
    [AllPaths(2, EmbeddedOnly = true)]
    public async Task An_unknown_function_in_a_batch_gets_its_error_and_the_siblings_go_on(ServerKind kind, ModelPath path, bool streaming, int unknown)
    {
        (string, string, string)[] calls = [("r", "Orders-Refund", """{"id":"1","amount":1}"""), ("l", "Orders-Lookup", """{"id":"2"}""")];
        await using var agent = await StartAsync(
            kind, path, streaming, Agent.Calls(path, [.. calls[..unknown], ("x", "Nothing-Here", "{}"), .. calls[unknown..]]), StubReply.Text("Sorry."));
        var tools = new OrderTools();
        agent.Tools = tools.AddTo;

        var turn = await agent.InvokeAsync();
        Assert.Equal("r", Assert.Single(turn.Reviews).CallId);
        await agent.ApproveAsync(turn);
        turn = await agent.ResumeAsync();

        Assert.Equal("Sorry.", turn.Message!.Content);
        Assert.Equal(["lookup 2", "refund 1 1"], tools.Effects);
        var history = await agent.VerifyAsync("Sorry.");
        Assert.Equal(CallState.Failed, history.Calls.Single(c => c.CallId == "x").State);
        Assert.StartsWith("Error: ", Wire.Results(agent.Model)["x"], StringComparison.Ordinal);
    }

    [Theory]
    [AllPaths(true)]
    [AllPaths(false)]
    public async Task A_batch_of_only_unknown_calls_is_on_record_as_the_model_saw_it(ServerKind kind, ModelPath path, bool streaming, bool isLast)
    {
        StubReply[] rest = isLast ? [StubReply.Text("Sorry.")] : [Agent.Calls(path, ("l", "Orders-Lookup", """{"id":"2"}""")), StubReply.Text("Sorry.")];
        await using var agent = await StartAsync(
            kind, path, streaming, [Agent.Calls(path, ("x", "Nothing-Here", """{"a":5}"""), ("y", "Nothing-There", "{}")), .. rest]);
        agent.Tools = new OrderTools().AddTo;

        var turn = await agent.InvokeAsync();

        Assert.Equal("Sorry.", turn.Message!.Content);
        var history = await agent.VerifyAsync("Sorry.");
        Assert.All(history.Calls.Where(c => c.CallId != "l"), c => Assert.Equal(CallState.Failed, c.State));
        Assert.Equal(isLast ? 2 : 3, history.Calls.Count);
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task A_function_that_was_not_offered_does_not_run(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(
            kind,
            path,
            streaming,
            Agent.Calls(path, ("r", "Orders-Refund", """{"id":"1","amount":1}"""), ("b", "Orders-Broken", """{"id":"3"}"""), ("l", "Orders-Lookup", """{"id":"2"}""")),
            StubReply.Text("Sorry."));
        var tools = new OrderTools();
        agent.Tools = kernel =>
        {
            tools.AddTo(kernel);
            agent.Settings = new() { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto([kernel.Plugins["Orders"]["Lookup"]]) };
        };

        await using (agent.Provider())
        {
            var turn = await agent.StepAsync((thread, kernel) => thread.InvokeAsync(kernel, "Please.", agent.Settings));
            Assert.Equal("Sorry.", turn.Message!.Content);
        }

        Assert.Equal(["lookup 2"], tools.Effects);
        var history = await agent.VerifyAsync("Sorry.");
        Assert.Equal(["b", "l", "r"], history.Calls.Select(c => c.CallId).Order());
        Assert.Equal(CallState.Succeeded, history.Calls.Single(c => c.CallId == "l").State);
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task A_name_in_another_case_is_judged_as_the_path_takes_it(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(
            kind,
            path,
            streaming,
            Agent.Calls(path, ("l", "orders-lookup", """{"id":"1"}"""), ("m", "Orders-Lookup", """{"id":"2"}""")),
            StubReply.Text("Sorry."));
        var tools = new OrderTools();
        agent.Tools = tools.AddTo;

        await agent.InvokeAsync();

        var history = await agent.VerifyAsync("Sorry.");
        Assert.Equal(tools.Effects.Count, history.Calls.Count(c => c.State == CallState.Succeeded));
    }

    [Theory]
    [AllPaths(true)]
    [AllPaths(false)]
    public async Task Arguments_that_do_not_parse_get_an_error_and_valid_siblings_run(ServerKind kind, ModelPath path, bool streaming, bool isFirst)
    {
        (string, string, string) broken = ("x", "Orders-Refund", """{"id":"1","amount":""");
        (string, string, string)[] valid = [("l", "Orders-Lookup", """{"id":"2"}"""), ("r", "Orders-Refund", """{"id":"3","amount":3}""")];
        await using var agent = await StartAsync(
            kind, path, streaming, Agent.Calls(path, isFirst ? [broken, .. valid] : [.. valid, broken]), StubReply.Text("Sorry."));
        var tools = new OrderTools();
        agent.Tools = tools.AddTo;

        var turn = await agent.InvokeAsync();
        Assert.Equal("r", Assert.Single(turn.Reviews).CallId);
        await agent.ApproveAsync(turn);
        turn = await agent.ResumeAsync();

        Assert.Equal("Sorry.", turn.Message!.Content);
        Assert.Equal(["lookup 2", "refund 3 3"], tools.Effects);
        var results = Wire.Results(agent.Model);
        Assert.StartsWith("Error: ", results["x"], StringComparison.Ordinal);
        Assert.Equal(("order 2", "refunded 3"), (results["l"], results["r"]));
        Wire.CheckResults(agent.Model.LastMessages);
        Assert.Equal(CallState.Failed, (await agent.HistoryAsync()).Calls.Single(c => c.CallId == "x").State);
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task A_batch_of_only_arguments_that_do_not_parse_is_on_record(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(
            kind, path, streaming, Agent.Calls(path, ("x", "Orders-Refund", """{"id":"1","amount":""")), StubReply.Text("Sorry."), StubReply.Text("Still sorry."));
        var tools = new OrderTools();
        agent.Tools = tools.AddTo;

        var turn = await agent.InvokeAsync();
        Assert.Equal("Sorry.", turn.Message!.Content);
        turn = await agent.InvokeAsync("And now?");
        Assert.Equal("Still sorry.", turn.Message!.Content);

        Assert.Empty(tools.Effects);
        Assert.Equal(["user", "assistant", "tool", "assistant", "user"], agent.Model.LastMessages.Select(OpenAIWire.RoleOf));
        Wire.CheckResults(agent.Model.LastMessages);
        Assert.Equal(CallState.Failed, Assert.Single((await agent.HistoryAsync()).Calls).State);
    }

    private async Task<Agent> StartAsync(ServerKind kind, ModelPath path, bool streaming, params StubReply[] replies) =>
        await Agent.StartAsync(await servers.GetAsync(kind), path, streaming, replies);
}
