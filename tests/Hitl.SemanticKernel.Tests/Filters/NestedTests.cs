using System.Collections.Concurrent;
using System.Text.Json;
using Hitl.SemanticKernel.Tests.Support;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Filters;

public class NestedTests(RedisServers servers)
{
    private readonly ConcurrentQueue<string> _effects = new();

    [Theory]
    [AllServers(DecisionKind.Approve, CallState.Succeeded, "closed: paid 7")]
    [AllServers(DecisionKind.Edit, CallState.Succeeded, "closed: paid 5")]
    [AllServers(DecisionKind.Respond, CallState.Responded, "closed: paid in cash")]
    [AllServers(DecisionKind.Reject, CallState.Rejected, "Error: Exception while invoking function. 'Bank-Pay' was not run. The call was not run: a reviewer rejected it. Reason: no")]
    public async Task A_function_waits_as_a_whole_for_the_call_that_it_makes(ServerKind kind, DecisionKind decision, CallState state, string result)
    {
        await using var agent = await StartAsync(kind, async (Kernel kernel, int amount) =>
        {
            _effects.Enqueue("outer");
            await kernel.InvokeAsync("Bank", "Check", new() { ["amount"] = amount });
            return $"closed: {await kernel.InvokeAsync<string>("Bank", "Pay", new() { ["amount"] = amount })}";
        });

        var turn = await agent.InvokeAsync();
        var review = Assert.Single(turn.Reviews);
        Assert.Equal(("Bank-Pay", """{"amount":7}"""), (review.Tool, review.Arguments.GetRawText()));
        Assert.Equal(["outer", "check 7"], _effects);
        Assert.Equal(review.Id, Assert.Single((await agent.ResumeAsync()).Reviews).Id);
        Assert.Equal(2, _effects.Count);

        await agent.DecideAsync(turn, (desk, r) => decision switch
        {
            DecisionKind.Approve => desk.ApproveAsync(r, new Reviewer("ana")),
            DecisionKind.Edit => desk.EditAsync(r, new Reviewer("ana"), JsonElement.Parse("""{"amount":5}""")),
            DecisionKind.Respond => desk.RespondAsync(r, new Reviewer("ana"), "paid in cash"),
            _ => desk.RejectAsync(r, new Reviewer("ana"), "no"),
        });
        turn = await agent.ResumeAsync();

        Assert.Equal(AgentTurnStatus.Completed, turn.Status);
        string[] paid = decision switch { DecisionKind.Approve => ["pay 7"], DecisionKind.Edit => ["pay 5"], _ => [] };
        Assert.Equal(["outer", "check 7", "outer", .. paid], _effects);
        Assert.Equal(result, Wire.Results(agent.Model)["c"]);
        var history = await agent.VerifyAsync("Done.");
        var nested = history.Calls.Single(c => c.Tool == "Bank-Pay");
        Assert.Equal((state, CallOrigin.Nested, "c"), (nested.State, nested.Origin, nested.ParentId));
    }

    [Theory, AllServers]
    public async Task Two_nested_reviews_follow_each_other_and_nothing_runs_twice(ServerKind kind)
    {
        await using var agent = await StartAsync(kind, async (Kernel kernel, int amount) =>
        {
            var first = await kernel.InvokeAsync<string>("Bank", "Pay", new() { ["amount"] = amount });
            var check = await kernel.InvokeAsync<string>("Bank", "Check", new() { ["amount"] = amount + 1 });
            var second = await kernel.InvokeAsync<string>("Bank", "Pay", new() { ["amount"] = amount });
            return $"{first}, {check}, {second}";
        });

        var turn = await agent.InvokeAsync();
        await agent.ApproveAsync(turn);
        var first = turn.Reviews[0].Id;
        turn = await agent.ResumeAsync();
        Assert.NotEqual(first, Assert.Single(turn.Reviews).Id);
        Assert.Equal(["pay 7", "check 8"], _effects);
        await agent.ApproveAsync(turn);
        turn = await agent.ResumeAsync();

        Assert.Equal(AgentTurnStatus.Completed, turn.Status);
        Assert.Equal(["pay 7", "check 8", "pay 7"], _effects);
        Assert.Equal("paid 7, checked 8, paid 7", Wire.Results(agent.Model)["c"]);
        await agent.VerifyAsync("Done.");
    }

    [Theory, AllServers]
    public async Task A_nested_call_may_itself_make_one_that_waits(ServerKind kind)
    {
        await using var agent = await StartAsync(kind, async (Kernel kernel, int amount) =>
            await kernel.InvokeAsync<string>("Bank", "Transfer", new() { ["amount"] = amount }));

        var turn = await agent.InvokeAsync();
        Assert.Equal("Bank-Transfer", Assert.Single(turn.Reviews).Tool);
        await agent.ApproveAsync(turn);
        turn = await agent.ResumeAsync();
        Assert.Equal("Bank-Pay", Assert.Single(turn.Reviews).Tool);
        Assert.Equal(["transfer 7"], _effects);
        await agent.ApproveAsync(turn);
        turn = await agent.ResumeAsync();

        Assert.Equal(AgentTurnStatus.Completed, turn.Status);
        Assert.Equal(["transfer 7", "transfer 7", "pay 7"], _effects);
        Assert.Equal("moved: paid 7", Wire.Results(agent.Model)["c"]);
        var history = await agent.VerifyAsync("Done.");
        Assert.All(history.Calls, c => Assert.Equal(CallState.Succeeded, c.State));
    }

    [Theory, AllServers]
    public async Task Nested_calls_at_the_same_time_are_each_decided_and_run_once(ServerKind kind)
    {
        await using var agent = await StartAsync(kind, async (Kernel kernel, int amount) =>
            string.Join(", ", await Task.WhenAll(Enumerable.Range(1, 3).Select(i => kernel.InvokeAsync<string>("Bank", "Pay", new() { ["amount"] = i })))));

        var turn = await agent.InvokeAsync();
        for (var step = 0; step < 3 && turn.Status == AgentTurnStatus.AwaitingReview; step++)
        {
            Assert.NotEmpty(turn.Reviews);
            await agent.ApproveAsync(turn);
            turn = await agent.ResumeAsync();
        }

        Assert.Equal(AgentTurnStatus.Completed, turn.Status);
        Assert.Equal(["pay 1", "pay 2", "pay 3"], _effects.Order());
        Assert.Equal("paid 1, paid 2, paid 3", Wire.Results(agent.Model)["c"]);
        await agent.VerifyAsync("Done.");
    }

    [Theory, AllServers]
    public async Task A_prompt_that_is_a_tool_waits_for_the_calls_of_its_own_model(ServerKind kind)
    {
        await using var model = await OpenAIStub.StartAsync(request =>
        {
            var messages = OpenAIWire.MessagesOf(request);
            var answered = messages.Any(m => OpenAIWire.RoleOf(m) == "tool");
            return (OpenAIWire.TextOf(messages[0]), answered) switch
            {
                ("inner", false) => StubReply.ToolCalls(("n", "Bank-Pay", """{"amount":3}""")),
                ("inner", true) => StubReply.Text("inner done"),
                (_, false) => StubReply.ToolCalls(("c", "Shop-Ask", "{}")),
                _ => StubReply.Text("Done."),
            };
        });
        await using var agent = await Agent.StartAsync(await servers.GetAsync(kind), model);
        agent.Options = o => o.Policy.Rules.Add(new PolicyRule { Function = "Ask", Verdict = Verdict.Proceed });
        agent.Tools = kernel => Bank(kernel).ImportPluginFromFunctions(
            "Shop", [KernelFunctionFactory.CreateFromPrompt("inner", new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() }, "Ask")]);

        var turn = await agent.InvokeAsync();
        Assert.Equal("Bank-Pay", Assert.Single(turn.Reviews).Tool);
        await agent.ApproveAsync(turn);
        turn = await agent.ResumeAsync();

        Assert.Equal("Done.", turn.Message?.Content);
        Assert.Equal(["pay 3"], _effects);
        Assert.Equal("inner done", Wire.Results(model)["c"]);
    }

    [Theory, AllServers]
    public async Task A_function_that_swallows_exceptions_waits_all_the_same(ServerKind kind)
    {
        await using var agent = await StartAsync(kind, async (Kernel kernel, int amount) =>
        {
            try
            {
                return await kernel.InvokeAsync<string>("Bank", "Pay", new() { ["amount"] = amount });
            }
            catch (Exception)
            {
                return "it did not work";
            }
        });

        var turn = await agent.InvokeAsync();
        Assert.Equal(AgentTurnStatus.AwaitingReview, turn.Status);
        Assert.Single(agent.Model.Requests);
        await agent.ApproveAsync(turn);
        await agent.ResumeAsync();

        Assert.Equal(["pay 7"], _effects);
        Assert.Equal("paid 7", Wire.Results(agent.Model)["c"]);
    }

    [Theory, AllServers]
    public async Task A_nested_call_that_streams_runs(ServerKind kind)
    {
        await using var agent = await StartAsync(kind, async (Kernel kernel, int amount) =>
        {
            var text = "";
            await foreach (var piece in kernel.InvokeStreamingAsync<string>("Bank", "Check", new() { ["amount"] = amount }))
            {
                text += piece;
            }

            await foreach (var piece in kernel.InvokeStreamingAsync<string>("Bank", "Pay", new() { ["amount"] = amount }))
            {
                text += ", " + piece;
            }

            return text;
        });

        var turn = await agent.InvokeAsync();
        Assert.Equal("Bank-Pay", Assert.Single(turn.Reviews).Tool);
        Assert.Equal(["check 7"], _effects);
        await agent.ApproveAsync(turn);
        turn = await agent.ResumeAsync();

        Assert.Equal(AgentTurnStatus.Completed, turn.Status);
        Assert.Equal("checked 7, paid 7", Wire.Results(agent.Model)["c"]);
        Assert.Equal(1, _effects.Count(e => e == "pay 7"));
    }

    [Theory, AllServers]
    public async Task A_prompt_inside_of_a_function_whose_model_calls_a_tool_waits(ServerKind kind)
    {
        await using var model = await OpenAIStub.StartAsync(request => OpenAIWire.TextOf(OpenAIWire.MessagesOf(request)[0]) == "inner"
            ? OpenAIWire.MessagesOf(request).Any(m => OpenAIWire.RoleOf(m) == "tool")
                ? StubReply.Text("inner done")
                : StubReply.ToolCalls(("n", "Bank-Pay", """{"amount":3}"""))
            : OpenAIWire.MessagesOf(request).Any(m => OpenAIWire.RoleOf(m) == "tool")
                ? StubReply.Text("Done.")
                : StubReply.ToolCalls(("c", "Shop-Close", """{"amount":"7"}""")));
        await using var agent = await Agent.StartAsync(await servers.GetAsync(kind), model);
        agent.Tools = kernel => Bank(kernel).Plugin("Shop", ("Close", [Oversight(ReadOnly = true)] async (Kernel k) =>
            (await k.InvokePromptAsync<string>("inner", new(new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() })))!));

        var turn = await agent.InvokeAsync();
        var review = Assert.Single(turn.Reviews);
        Assert.Equal(("Bank-Pay", """{"amount":3}"""), (review.Tool, review.Arguments.GetRawText()));
        await agent.DecideAsync(turn, (desk, r) => desk.EditAsync(r, new Reviewer("ana"), JsonElement.Parse("""{"amount":2}""")));
        turn = await agent.ResumeAsync();

        Assert.Equal((AgentTurnStatus.Completed, "Done."), (turn.Status, turn.Message?.Content));
        Assert.Equal(["pay 2"], _effects);
        Assert.Equal("inner done", Wire.Results(model)["c"]);
        var inner = model.Requests.Last(r => OpenAIWire.TextOf(OpenAIWire.MessagesOf(r)[0]) == "inner");
        Assert.Contains("It ran with {\"amount\":2}", OpenAIWire.TextOf(OpenAIWire.MessagesOf(inner)[^1]), StringComparison.Ordinal);
        Assert.Contains("paid 2", OpenAIWire.TextOf(OpenAIWire.MessagesOf(inner)[^1]), StringComparison.Ordinal);
    }

    private async Task<Agent> StartAsync(ServerKind kind, Func<Kernel, int, Task<string?>> close)
    {
        var agent = await Agent.StartAsync(
            await servers.GetAsync(kind), ModelPath.Connector, streaming: false, StubReply.ToolCalls(("c", "Shop-Close", """{"amount":7}""")), StubReply.Text("Done."));
        agent.Tools = kernel => Bank(kernel).Plugin("Shop", ("Close", [Oversight(Risk = 0)] async (Kernel k, int amount) => await close(k, amount)));
        return agent;
    }

    private Kernel Bank(Kernel kernel) => kernel.Plugin(
        "Bank",
        ("Check", [Oversight(Risk = 0)] (int amount) => Effect($"check {amount}", $"checked {amount}")),
        ("Pay", [Oversight(Flags = RiskFlags.Financial)] (int amount) => Effect($"pay {amount}", $"paid {amount}")),
        ("Transfer", [Oversight(Flags = RiskFlags.Financial)] async (Kernel k, int amount) =>
        {
            _effects.Enqueue($"transfer {amount}");
            return $"moved: {await k.InvokeAsync<string>("Bank", "Pay", new() { ["amount"] = amount })}";
        }));

    private string Effect(string effect, string result)
    {
        _effects.Enqueue(effect);
        return result;
    }
}
