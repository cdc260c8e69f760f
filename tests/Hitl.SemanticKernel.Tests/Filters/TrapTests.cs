using System.Collections.Concurrent;
using System.Text.Json;
using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;

namespace Hitl.SemanticKernel.Tests.Filters;

/// <summary>What filters of Semantic Kernel alone do not do as one would think, each beside what becomes of it here. A version that mends one fails the first half of its test.</summary>
public class TrapTests(RedisServers servers)
{
    private const string Refund = """{"id":"1","amount":12.50}""";
    private const string Lookup = """{"id":"2"}""";

    private readonly OrderTools _plainTools = new();
    private readonly OrderTools _tools = new();

    [Theory]
    [AllPaths(false, EmbeddedOnly = true)]
    [AllPaths(true, EmbeddedOnly = true)]
    public async Task What_a_filter_throws_is_told_to_the_model(ServerKind kind, ModelPath path, bool streaming, bool cancels)
    {
        var call = Agent.Calls(path, ("a", "Orders-Refund", Refund));
        await using var plain = await PlainAsync(path, streaming, call, StubReply.Text("Oh."));
        plain.Filter = (_, _) => throw (cancels ? new OperationCanceledException("not now") : new InvalidOperationException("The store is away."));
        await plain.InvokeAsync();
        Assert.Equal(2, plain.Model.Requests.Count);
        Assert.StartsWith(path == ModelPath.Connector ? "Error: Exception while invoking function" : "Error: Function failed.", Wire.Results(plain.Model)["a"], StringComparison.Ordinal);

        await using var agent = await StartAsync(kind, path, streaming, call);
        agent.Options = o => o.Policy.Rules.Add(new PolicyRule { Function = "Refund", Verdict = Verdict.Proceed });
        await using (var services = agent.Provider())
        {
            await services.GetRequiredService<OversightStop>().StopAsync(StopTarget.Tool("Orders-Refund"), new Reviewer("ana"), "Not today.");
        }

        await Assert.ThrowsAsync<OversightStoppedException>(() => agent.InvokeAsync());
        Assert.Single(agent.Model.Requests);
        Assert.Empty(_tools.Effects);
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task A_filter_that_ends_the_turn_in_place_of_a_call_leaves_a_made_up_result(ServerKind kind, ModelPath path, bool streaming)
    {
        var call = Agent.Calls(path, ("a", "Orders-Refund", Refund));
        await using var plain = await PlainAsync(path, streaming, call);
        plain.Filter = (context, _) =>
        {
            context.Terminate = true;
            return Task.CompletedTask;
        };
        await plain.InvokeAsync();
        Assert.Single(plain.Model.Requests);
        Assert.Empty(_plainTools.Effects);
        var (_, text) = Assert.Single(plain.Results());
        Assert.Equal(path == ModelPath.Connector ? "" : "Success: Function completed.", text ?? "");

        await using var agent = await StartAsync(kind, path, streaming, call, StubReply.Text("Done."));
        var turn = await agent.InvokeAsync();
        Assert.DoesNotContain((await agent.HistoryAsync()).Messages, m => m.Role == Microsoft.Extensions.AI.ChatRole.Tool);
        await agent.ApproveAsync(turn);
        await agent.ResumeAsync();
        Assert.Equal("refunded 1", Wire.Results(agent.Model)["a"]);
        await agent.VerifyAsync("Done.");
    }

    [Theory]
    [AllPaths(0, EmbeddedOnly = true)]
    [AllPaths(1, EmbeddedOnly = true)]
    public async Task A_filter_that_ends_the_turn_leaves_calls_without_a_result_or_has_run_those_before(ServerKind kind, ModelPath path, bool streaming, int held)
    {
        (string, string, string)[] calls = held == 0
            ? [("a", "Orders-Refund", Refund), ("b", "Orders-Lookup", Lookup)]
            : [("a", "Orders-Lookup", Lookup), ("b", "Orders-Refund", Refund)];
        await using var plain = await PlainAsync(path, streaming, Agent.Calls(path, calls));
        plain.Filter = (context, next) => context.Function.Name == "Refund" && (context.Terminate = true) ? Task.CompletedTask : next(context);
        await plain.InvokeAsync();
        Assert.Equal(held == 0 ? ["a"] : ["a", "b"], plain.Results().Select(r => r.Id));
        Assert.Equal(held == 0 ? [] : ["lookup 2"], _plainTools.Effects);

        await using var agent = await StartAsync(kind, path, streaming, Agent.Calls(path, calls), StubReply.Text("Done."));
        var turn = await agent.InvokeAsync();
        Assert.Equal(["lookup 2"], _tools.Effects);
        await agent.ApproveAsync(turn);
        await agent.ResumeAsync();
        Assert.Equal(["lookup 2", "refund 1 12.50"], _tools.Effects);
        Assert.Equal(["a", "b"], Wire.Results(agent.Model).Keys);
        await agent.VerifyAsync("Done.");
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task Calls_of_functions_that_were_not_offered_do_not_come_to_a_filter(ServerKind kind, ModelPath path, bool streaming)
    {
        // One that nobody has, and one that the kernel has and the model was not offered.
        var calls = Agent.Calls(path, ("a", "Orders-Lookup", Lookup), ("x", "Orders-Nothing", "{}"), ("y", "Orders-Broken", """{"id":"3"}"""));
        var seen = new ConcurrentQueue<string>();
        await using var plain = await PlainAsync(path, streaming, calls, StubReply.Text("Done."));
        plain.Tools = kernel =>
        {
            _plainTools.AddTo(kernel);
            plain.Settings = Offering(kernel);
        };
        plain.Filter = (context, next) =>
        {
            seen.Enqueue($"{context.ToolCallId} {context.FunctionSequenceIndex + 1} of {context.FunctionCount}");
            return next(context);
        };
        await plain.InvokeAsync();
        Assert.Equal(["a 1 of 3"], seen);

        await using var agent = await StartAsync(kind, path, streaming, calls, StubReply.Text("Done."));
        agent.Tools = kernel =>
        {
            _tools.AddTo(kernel);
            agent.Settings = Offering(kernel);
        };
        await agent.InvokeAsync();
        Assert.Equal(["lookup 2"], _tools.Effects);
        var history = await agent.VerifyAsync("Done.");
        Assert.Equal([("a", CallState.Succeeded), ("x", CallState.Failed), ("y", CallState.Failed)], history.Calls.Select(c => (c.CallId, c.State)));

        static PromptExecutionSettings Offering(Kernel kernel) => new() { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto([kernel.Plugins["Orders"]["Lookup"]]) };
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task A_filter_runs_at_the_same_time_for_the_calls_of_a_batch(ServerKind kind, ModelPath path, bool streaming)
    {
        var calls = Agent.Calls(path, ("a", "Orders-Lookup", Lookup), ("b", "Orders-Lookup", """{"id":"3"}"""), ("c", "Orders-Refund", Refund));
        await using var plain = await PlainAsync(path, streaming, calls, StubReply.Text("Done."));
        (plain.Concurrent, plain.Settings) = (true, Concurrently());
        var (here, all) = (0, new TaskCompletionSource());
        plain.Filter = async (context, next) =>
        {
            if (Interlocked.Increment(ref here) == 3)
            {
                all.SetResult();
            }

            await all.Task.WaitAsync(TimeSpan.FromSeconds(20));
            await next(context);
        };
        await plain.InvokeAsync();
        Assert.Equal(3, _plainTools.Effects.Count);

        var scorer = new CountingScorer();
        await using var agent = await StartAsync(kind, path, streaming, calls, StubReply.Text("Done."));
        (agent.Concurrent, agent.Settings) = (true, Concurrently());
        agent.Services = services => services.AddSingleton<IRiskScorer>(scorer);
        var turn = await agent.InvokeAsync();
        Assert.Equal("c", Assert.Single(turn.Reviews).CallId);
        Assert.Equal(["lookup 2", "lookup 3"], _tools.Effects.Order());
        Assert.Equal(["a", "b", "c"], scorer.Calls.Order());
        await agent.ApproveAsync(turn);
        await agent.ResumeAsync();
        Assert.Equal(["a", "b", "c"], Wire.Results(agent.Model).Keys);
        await agent.VerifyAsync("Done.");

        static PromptExecutionSettings Concurrently() => new() { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(options: new() { AllowConcurrentInvocation = true }) };
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task A_model_is_not_told_of_arguments_that_a_filter_changed(ServerKind kind, ModelPath path, bool streaming)
    {
        var call = Agent.Calls(path, ("a", "Orders-Refund", Refund));
        await using var plain = await PlainAsync(path, streaming, call, StubReply.Text("Done."));
        plain.Filter = (context, next) =>
        {
            context.Arguments!["amount"] = "5";
            return next(context);
        };
        await plain.InvokeAsync();
        Assert.Equal(["refund 1 5"], _plainTools.Effects);
        Assert.Equal("12.50", Amount(plain.Model));
        Assert.Equal("refunded 1", Wire.Results(plain.Model)["a"]);

        await using var agent = await StartAsync(kind, path, streaming, call, StubReply.Text("Done."));
        var turn = await agent.InvokeAsync();
        await agent.DecideAsync(turn, (desk, review) => desk.EditAsync(review, new Reviewer("ana"), JsonElement.Parse("""{"id":"1","amount":5}""")));
        await agent.ResumeAsync();
        Assert.Equal(["refund 1 5"], _tools.Effects);
        Assert.Contains("""It ran with {"id":"1","amount":5}""", Wire.Results(agent.Model)["a"], StringComparison.Ordinal);
        await agent.VerifyAsync("Done.");

        static string Amount(OpenAIStub model) => JsonElement.Parse(OpenAIWire.ToolCallsOf(model.LastMessages[1]).Single().ArgumentsJson).GetProperty("amount").GetRawText();
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task A_call_that_does_not_parse_makes_a_history_that_cannot_be_stored(ServerKind kind, ModelPath path, bool streaming)
    {
        var call = Agent.Calls(path, ("a", "Orders-Refund", """{"id":"1","amount":"""));
        await using var plain = await PlainAsync(path, streaming, call, StubReply.Text("Sorry."));
        await plain.InvokeAsync();
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(plain.History));

        await using var agent = await StartAsync(kind, path, streaming, call, StubReply.Text("Sorry."), StubReply.Text("Still."));
        await agent.InvokeAsync();
        await agent.InvokeAsync("And now?");
        var history = (await agent.HistoryAsync()).ToChatHistory();
        Assert.Equal("Still.", JsonSerializer.Deserialize<ChatHistory>(JsonSerializer.Serialize(history))![^1].Content);
        Assert.StartsWith("Error: ", Wire.Results(agent.Model)["a"], StringComparison.Ordinal);
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task A_call_that_does_not_parse_runs_without_arguments(ServerKind kind, ModelPath path, bool streaming)
    {
        var call = Agent.Calls(path, ("a", "Orders-Sweep", """{"id":"1","""));
        var (plainRuns, runs) = (0, 0);
        await using var plain = await PlainAsync(path, streaming, call, StubReply.Text("Sorry."));
        plain.Tools = kernel => kernel.Plugin("Orders", ("Sweep", (string? id = null) => $"swept {id}{++plainRuns}"));
        await plain.InvokeAsync();
        Assert.Equal(path == ModelPath.Connector ? 0 : 1, plainRuns);

        await using var agent = await StartAsync(kind, path, streaming, call, StubReply.Text("Sorry."));
        agent.Tools = kernel => kernel.Plugin("Orders", ("Sweep", [Oversight(ReadOnly = true)] (string? id = null) => $"swept {id}{++runs}"));
        await agent.InvokeAsync();
        Assert.Equal(0, runs);
        Assert.StartsWith("Error: ", Wire.Results(agent.Model)["a"], StringComparison.Ordinal);
        Assert.Equal(CallState.Failed, Assert.Single((await agent.HistoryAsync()).Calls).State);
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task Arguments_become_texts(ServerKind kind, ModelPath path, bool streaming)
    {
        var call = Agent.Calls(path, ("a", "Orders-Refund", Refund));
        object? amount = null;
        await using var plain = await PlainAsync(path, streaming, call, StubReply.Text("Done."));
        plain.Filter = (context, next) =>
        {
            amount = context.Arguments!["amount"];
            return next(context);
        };
        await plain.InvokeAsync();
        Assert.Equal("12.50", amount?.ToString());
        Assert.Equal(path == ModelPath.Connector, amount is string);

        await using var agent = await StartAsync(kind, path, streaming, call);
        var review = Assert.Single((await agent.InvokeAsync()).Reviews);
        Assert.Equal(Refund, review.Arguments.GetRawText());
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task A_call_of_a_model_passes_both_kinds_of_filters(ServerKind kind, ModelPath path, bool streaming)
    {
        var call = Agent.Calls(path, ("a", "Orders-Lookup", Lookup));
        var passed = new ConcurrentQueue<string>();
        await using var plain = await PlainAsync(path, streaming, call, StubReply.Text("Done."));
        plain.Tools = kernel =>
        {
            _plainTools.AddTo(kernel);
            kernel.FunctionInvocationFilters.Add(new Noting(passed));
        };
        plain.Filter = (context, next) =>
        {
            passed.Enqueue("call of the model");
            return next(context);
        };
        await plain.InvokeAsync();
        Assert.Equal(["call of the model", "function"], passed);

        var scorer = new CountingScorer();
        await using var agent = await StartAsync(kind, path, streaming, call, StubReply.Text("Done."));
        agent.Services = services => services.AddSingleton<IRiskScorer>(scorer);
        await agent.InvokeAsync();
        Assert.Equal(["a"], scorer.Calls);
        Assert.Single((await agent.VerifyAsync("Done.")).Calls);
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task A_schema_for_the_answer_does_not_keep_a_filter_from_ending_the_turn(ServerKind kind, ModelPath path, bool streaming)
    {
        // It was reported that it does. Semantic Kernel alone ends the turn now, so here both are as they should be.
        var call = Agent.Calls(path, ("a", "Orders-Refund", Refund));
        var settings = path == ModelPath.Connector
            ? new OpenAIPromptExecutionSettings { ResponseFormat = typeof(ArgumentsTests.Answer) }
            : new PromptExecutionSettings { ExtensionData = new Dictionary<string, object> { ["response_format"] = Microsoft.Extensions.AI.AIJsonUtilities.CreateJsonSchema(typeof(ArgumentsTests.Answer)) } };
        settings.FunctionChoiceBehavior = FunctionChoiceBehavior.Auto();
        await using var plain = await PlainAsync(path, streaming, call);
        plain.Settings = settings;
        plain.Filter = (context, _) =>
        {
            context.Terminate = true;
            return Task.CompletedTask;
        };
        await plain.InvokeAsync();
        Assert.Equal("json_schema", (string?)Assert.Single(plain.Model.Requests)["response_format"]?["type"]);

        await using var agent = await StartAsync(kind, path, streaming, call);
        agent.Settings = settings;
        Assert.Equal(AgentTurnStatus.AwaitingReview, (await agent.InvokeAsync()).Status);
        Assert.Single(agent.Model.Requests);
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task A_filter_that_waits_for_a_person_holds_the_turn_open(ServerKind kind, ModelPath path, bool streaming)
    {
        var call = Agent.Calls(path, ("a", "Orders-Refund", Refund));
        await using var plain = await PlainAsync(path, streaming, call, StubReply.Text("Done."));
        var (asked, decided) = (new TaskCompletionSource(), new TaskCompletionSource());
        plain.Filter = async (context, next) =>
        {
            asked.SetResult();
            await decided.Task;
            await next(context);
        };
        var turn = plain.InvokeAsync();
        await asked.Task;
        await Task.Delay(50);
        Assert.False(turn.IsCompleted);
        decided.SetResult();
        await turn;

        await using var agent = await StartAsync(kind, path, streaming, call, StubReply.Text("Done."));
        var paused = await agent.InvokeAsync();
        Assert.Equal(AgentTurnStatus.AwaitingReview, paused.Status);
        await agent.ApproveAsync(paused);
        Assert.Equal("Done.", (await agent.ResumeAsync()).Message!.Content);
    }

    private async Task<PlainAgent> PlainAsync(ModelPath path, bool streaming, params StubReply[] replies)
    {
        var agent = await PlainAgent.StartAsync(path, streaming, replies);
        agent.Tools = _plainTools.AddTo;
        return agent;
    }

    private async Task<Agent> StartAsync(ServerKind kind, ModelPath path, bool streaming, params StubReply[] replies)
    {
        var agent = await Agent.StartAsync(await servers.GetAsync(kind), path, streaming, replies);
        agent.Tools = _tools.AddTo;
        return agent;
    }

    private sealed class Noting(ConcurrentQueue<string> passed) : IFunctionInvocationFilter
    {
        public Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
        {
            passed.Enqueue("function");
            return next(context);
        }
    }

    private sealed class CountingScorer : IRiskScorer
    {
        public ConcurrentQueue<string> Calls { get; } = new();

        public ValueTask<RiskAssessment> ScoreAsync(ToolCall call, CancellationToken cancellationToken = default)
        {
            Calls.Enqueue(call.CallId);
            return new(RiskAssessment.Unknown);
        }
    }
}
