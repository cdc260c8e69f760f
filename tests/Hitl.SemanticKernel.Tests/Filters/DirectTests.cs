using System.Collections.Concurrent;
using System.Text.Json;
using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Filters;

public class DirectTests(RedisServers servers)
{
    private readonly ConcurrentQueue<string> _effects = new();

    public sealed record Receipt(string Id, decimal Amount);

    [Theory, AllServers]
    public async Task A_function_that_the_app_invokes_waits_and_the_thread_runs_it(ServerKind kind)
    {
        await using var agent = await StartAsync(kind);
        var waits = await PauseAsync(agent, kernel => kernel.InvokeAsync("Orders", "Refund", new() { ["id"] = "7", ["amount"] = 12.50m }));
        Assert.Equal("Orders-Refund", waits.Tool);
        Assert.Empty(_effects);
        agent.ThreadId = waits.ThreadId;
        Assert.Equal(waits.ReviewId, Assert.Single((await agent.ResumeAsync()).Reviews).Id);

        await agent.ApproveAsync(waits.ReviewId);
        var turn = await agent.ResumeAsync();

        Assert.Equal(AgentTurnStatus.Completed, turn.Status);
        Assert.Equal(("\"refunded 7\"", """{"id":"7","amount":12.50}"""), (Assert.Single(turn.Results).Result!.Value.GetRawText(), turn.Results[0].Proposed.GetRawText()));
        Assert.Equal(["refund 7 12.50"], _effects);
        Assert.Empty((await agent.ResumeAsync()).Reviews);
        Assert.Single(_effects);
        Assert.Empty(agent.Model.Requests);
    }

    [Theory, AllServers]
    public async Task Invoking_again_on_a_named_thread_gives_the_result_once(ServerKind kind)
    {
        await using var agent = await StartAsync(kind);
        var waits = await PauseAsync(agent, Receipt);
        Assert.Equal(agent.ThreadId, waits.ThreadId);
        Assert.Equal(waits.ReviewId, (await PauseAsync(agent, Receipt)).ReviewId);
        await agent.ApproveAsync(waits.ReviewId);

        Assert.Equal(new Receipt("7", 12.5m), await Named(agent, Receipt));
        Assert.Equal(["receipt 7"], _effects);
        Assert.NotEqual(waits.ReviewId, (await PauseAsync(agent, Receipt)).ReviewId);
        Assert.Single(_effects);

        static async Task<Receipt?> Receipt(Kernel kernel) => await kernel.InvokeAsync<Receipt>("Orders", "Receipt", new() { ["id"] = "7" });
    }

    [Theory, AllServers]
    public async Task A_result_that_a_resume_has_is_given_to_the_app_that_asks_again_as_its_type(ServerKind kind)
    {
        await using var agent = await StartAsync(kind);
        var number = await PauseAsync(agent, Count);
        await agent.DecideAsync([number.ReviewId], (desk, r) => desk.RespondAsync(r, new Reviewer("ana"), "42"));
        Assert.Equal(42, await Named(agent, Count));
        Assert.Empty(_effects);

        static async Task<int> Count(Kernel kernel) => await kernel.InvokeAsync<int>("Orders", "Purge");
    }

    [Theory, AllServers]
    public async Task Every_decision_reaches_the_app_that_asks_again(ServerKind kind)
    {
        await using var agent = await StartAsync(kind);
        var waits = await PauseAsync(agent, Refund);
        await agent.DecideAsync([waits.ReviewId], (desk, r) => desk.RejectAsync(r, new Reviewer("ana"), "not this one"));
        var refused = await Assert.ThrowsAsync<CallRefusedException>(() => Named(agent, Refund));
        Assert.Equal(("Orders-Refund", CallState.Rejected), (refused.Tool, refused.State));
        Assert.Contains("not this one", refused.Message, StringComparison.Ordinal);

        waits = await PauseAsync(agent, Refund);
        await agent.DecideAsync([waits.ReviewId], (desk, r) => desk.RespondAsync(r, new Reviewer("ana"), "paid in cash"));
        Assert.Equal("paid in cash", await Named(agent, Refund));
        Assert.Empty(_effects);

        waits = await PauseAsync(agent, Refund);
        await agent.DecideAsync([waits.ReviewId], (desk, r) => desk.EditAsync(r, new Reviewer("ana"), JsonElement.Parse("""{"id":"8","amount":1}""")));
        Assert.Equal("refunded 8", await Named(agent, Refund));
        Assert.Equal(["refund 8 1"], _effects);

        static async Task<string?> Refund(Kernel kernel) => await kernel.InvokeAsync<string>("Orders", "Refund", new() { ["id"] = "7", ["amount"] = 12.50m });
    }

    [Theory, AllServers]
    public async Task A_denied_call_is_refused_and_one_that_reads_runs(ServerKind kind)
    {
        await using var agent = await StartAsync(kind);
        agent.Options = o => o.Policy.Rules.Add(new PolicyRule { Plugin = "Orders", Function = "Refund", Verdict = Verdict.Deny, Reason = "refunds are closed" });
        var refused = await Assert.ThrowsAsync<CallRefusedException>(() => Named(agent, k => k.InvokeAsync<string>("Orders", "Refund", new() { ["id"] = "7", ["amount"] = 1m })));
        Assert.Contains("refunds are closed", refused.Message, StringComparison.Ordinal);
        Assert.Equal(CallState.Denied, refused.State);
        Assert.Equal("order 7", await Named(agent, k => k.InvokeAsync<string>("Orders", "Lookup", new() { ["id"] = "7" })));
        Assert.Equal(["lookup 7"], _effects);
    }

    [Theory, AllServers]
    public async Task A_function_that_streams_waits_too(ServerKind kind)
    {
        await using var agent = await StartAsync(kind);
        var waits = await PauseAsync(agent, Stream);
        Assert.Empty(_effects);
        await agent.ApproveAsync(waits.ReviewId);
        Assert.Equal("refunded 7", await Named(agent, Stream));
        Assert.Equal(["refund 7 2"], _effects);

        static async Task<string> Stream(Kernel kernel)
        {
            var text = "";
            await foreach (var piece in kernel.InvokeStreamingAsync<string>("Orders", "Refund", new() { ["id"] = "7", ["amount"] = 2m }))
            {
                text += piece;
            }

            return text;
        }
    }

    [Theory, AllServers]
    public async Task A_function_in_a_template_waits_and_the_prompt_goes_on_afterwards(ServerKind kind)
    {
        await using var agent = await StartAsync(kind, StubReply.Text("Thanks."));
        var waits = await PauseAsync(agent, Prompt);
        Assert.Empty(agent.Model.Requests);
        Assert.Equal("Orders-Refund", waits.Tool);
        await agent.ApproveAsync(waits.ReviewId);

        Assert.Equal("Thanks.", await Named(agent, Prompt));
        Assert.Equal(["refund 7 3"], _effects);
        Assert.Equal("Say: refunded 7", OpenAIWire.TextOf(Assert.Single(agent.Model.LastMessages)));

        static async Task<string?> Prompt(Kernel kernel) => await kernel.InvokePromptAsync<string>("Say: {{Orders.Refund id='7' amount='3'}}");
    }

    [Theory]
    [AllServers(true, false)]
    [AllServers(false, false)]
    [AllServers(true, true)]
    public async Task A_prompt_whose_model_calls_a_tool_waits_and_the_thread_goes_on(ServerKind kind, bool named, bool streaming)
    {
        await using var agent = await StartAsync(kind, StubReply.ToolCalls(("c", "Orders-Refund", """{"id":"7","amount":4}""")), StubReply.Text("Refunded."));
        var waits = await PauseAsync(agent, Prompt, named);
        Assert.Equal(named, waits.ThreadId == agent.ThreadId);
        agent.ThreadId = waits.ThreadId;
        await agent.ApproveAsync(waits.ReviewId);
        var turn = await agent.ResumeAsync();

        Assert.Equal("Refunded.", turn.Message!.Content);
        Assert.Equal(["refund 7 4"], _effects);
        await agent.VerifyAsync("Refunded.");

        async Task<string?> Prompt(Kernel kernel)
        {
            var arguments = new KernelArguments(new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() });
            if (!streaming)
            {
                return await kernel.InvokePromptAsync<string>("Refund 7.", arguments);
            }

            var text = "";
            await foreach (var piece in kernel.InvokePromptStreamingAsync<string>("Refund 7.", arguments))
            {
                text += piece;
            }

            return text;
        }
    }

    [Theory, AllServers]
    public async Task A_prompt_itself_does_not_wait_whatever_its_name_is(ServerKind kind)
    {
        await using var agent = await StartAsync(kind, StubReply.Text("Deleted, as it were."));
        var text = await Named(agent, kernel => kernel.InvokeAsync<string>(KernelFunctionFactory.CreateFromPrompt("Delete all.", functionName: "DeleteEverything")));
        Assert.Equal("Deleted, as it were.", text);
    }

    [Theory, AllServers]
    public async Task A_function_that_makes_a_call_that_waits_is_run_by_the_thread(ServerKind kind)
    {
        await using var agent = await StartAsync(kind);
        var waits = await PauseAsync(agent, kernel => kernel.InvokeAsync<string>("Orders", "Outer"), named: false);
        Assert.Equal("Orders-Refund", waits.Tool);
        agent.ThreadId = waits.ThreadId;
        await agent.ApproveAsync(waits.ReviewId);
        var turn = await agent.ResumeAsync();

        var result = Assert.Single(turn.Results);
        Assert.Equal(("Orders-Outer", "\"outer: refunded 1\""), (result.Tool, result.Result!.Value.GetRawText()));
        Assert.Equal(["refund 1 1"], _effects);
    }

    [Theory, AllServers]
    public async Task A_function_that_makes_a_call_that_waits_goes_on_when_it_is_invoked_again(ServerKind kind)
    {
        await using var agent = await StartAsync(kind);
        var waits = await PauseAsync(agent, Outer);
        Assert.Equal("Orders-Refund", waits.Tool);
        Assert.Equal(waits.ReviewId, (await PauseAsync(agent, Outer)).ReviewId);
        Assert.Empty(_effects);
        await agent.ApproveAsync(waits.ReviewId);
        Assert.Equal("outer: refunded 1", await Named(agent, Outer));
        Assert.Equal(["refund 1 1"], _effects);
        Assert.NotEqual(waits.ReviewId, (await PauseAsync(agent, Outer)).ReviewId);

        static async Task<string?> Outer(Kernel kernel) => await kernel.InvokeAsync<string>("Orders", "Outer");
    }

    [Theory, AllServers]
    public async Task A_direct_call_does_not_end_a_turn_that_was_broken_off(ServerKind kind)
    {
        await using var agent = await StartAsync(kind, StubReply.Error(System.Net.HttpStatusCode.ServiceUnavailable), StubReply.Text("Here I am."));
        await Assert.ThrowsAsync<HttpOperationException>(() => agent.InvokeAsync("Are you there?"));
        var waits = await PauseAsync(agent, Refund);
        await agent.ApproveAsync(waits.ReviewId);
        Assert.Equal("refunded 7", await Named(agent, Refund));
        Assert.Equal("Here I am.", (await agent.ResumeAsync()).Message!.Content);

        static async Task<string?> Refund(Kernel kernel) => await kernel.InvokeAsync<string>("Orders", "Refund", new() { ["id"] = "7", ["amount"] = 1m });
    }

    [Theory, AllServers]
    public async Task Calls_of_a_model_and_of_the_app_are_scored_once(ServerKind kind)
    {
        var scorer = new CountingScorer();
        await using var agent = await StartAsync(kind, StubReply.ToolCalls(("c", "Orders-Lookup", """{"id":"7"}""")), StubReply.Text("Done."));
        agent.Services = services => services.AddSingleton<IRiskScorer>(scorer);
        await agent.InvokeAsync();
        Assert.Equal(["Orders-Lookup"], scorer.Tools);
        await Named(agent, k => k.InvokeAsync<string>("Orders", "Lookup", new() { ["id"] = "8" }));
        Assert.Equal(["Orders-Lookup", "Orders-Lookup"], scorer.Tools);
        Assert.Equal(["lookup 7", "lookup 8"], _effects);
    }

    private sealed class CountingScorer : IRiskScorer
    {
        public ConcurrentQueue<string> Tools { get; } = new();

        public ValueTask<RiskAssessment> ScoreAsync(ToolCall call, CancellationToken cancellationToken = default)
        {
            Tools.Enqueue(call.Tool.Name);
            return ValueTask.FromResult(RiskAssessment.Unknown);
        }
    }

    private static Task<T> Named<T>(Agent agent, Func<Kernel, Task<T>> invoke) =>
        agent.StepAsync((thread, kernel) => invoke(kernel.UseThread(thread.Id)));

    private static Task<ReviewRequiredException> PauseAsync<T>(Agent agent, Func<Kernel, Task<T>> invoke, bool named = true) =>
        Assert.ThrowsAsync<ReviewRequiredException>(() => named ? Named(agent, invoke) : agent.StepAsync((_, kernel) => invoke(kernel)));

    private async Task<Agent> StartAsync(ServerKind kind, params StubReply[] replies)
    {
        var agent = await Agent.StartAsync(await servers.GetAsync(kind), ModelPath.Connector, streaming: false, replies);
        agent.Tools = kernel => kernel.Plugin(
            "Orders",
            ("Lookup", [Oversight(ReadOnly = true)] (string id) => Effect($"lookup {id}", $"order {id}")),
            ("Refund", [Oversight(Flags = RiskFlags.Financial)] (string id, decimal amount) =>
                Effect(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"refund {id} {amount}"), $"refunded {id}")),
            ("Receipt", [Oversight(Flags = RiskFlags.External)] (string id) => Effect($"receipt {id}", new Receipt(id, 12.5m))),
            ("Purge", [Oversight(Flags = RiskFlags.Destructive)] () => Effect("purge", 3)),
            ("Outer", [Oversight(Risk = 0)] async (Kernel k) => $"outer: {await k.InvokeAsync<string>("Orders", "Refund", new() { ["id"] = "1", ["amount"] = 1m })}"));
        return agent;
    }

    private T Effect<T>(string effect, T result)
    {
        _effects.Enqueue(effect);
        return result;
    }
}
