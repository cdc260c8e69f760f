using System.Collections.Concurrent;
using System.ComponentModel;
using System.Text.Json;
using Hitl.Memory;
using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Connectors.OpenAI;

namespace Hitl.SemanticKernel.Tests.Filters;

public class ArgumentsTests(RedisServers servers)
{
    private const string Json = """{"limit":5,"price":12.50,"name":"é","on":true,"none":null,"list":[1,2.0],"map":{"a":1}}""";

    [Theory]
    [AllPaths(true)]
    [AllPaths(false)]
    public async Task A_function_gets_the_same_kind_of_values_after_a_review_as_without_one(ServerKind kind, ModelPath path, bool streaming, bool retain)
    {
        await using var agent = await Agent.StartAsync(
            await servers.GetAsync(kind), path, streaming, Agent.Calls(path, ("a", "Probe-Read", Json), ("b", "Probe-Pay", Json)), StubReply.Text("Done."));
        var seen = new ConcurrentQueue<string>();
        agent.Settings = new() { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(options: new() { RetainArgumentTypes = retain }) };
        agent.Tools = kernel => kernel.Plugin(
            "Probe",
            ("Read", [Oversight(ReadOnly = true)] (KernelArguments arguments) => Note(arguments)),
            ("Pay", [Oversight(Flags = RiskFlags.Financial)] (KernelArguments arguments) => Note(arguments)));

        var turn = await agent.InvokeAsync();
        Assert.Equal(Json, Assert.Single(turn.Reviews).Arguments.GetRawText());
        await agent.ApproveAsync(turn);
        await agent.ResumeAsync();

        Assert.Equal(2, seen.Count);
        Assert.Single(seen.Distinct());
        Assert.Equal(path == ModelPath.Connector && !retain, seen.First().Contains("limit:String:5", StringComparison.Ordinal));
        var history = await agent.VerifyAsync("Done.");
        Assert.All(history.Calls, c => Assert.Equal(Json, c.Proposed.GetRawText()));
        Assert.All(history.Messages.SelectMany(m => m.Contents).OfType<Microsoft.Extensions.AI.FunctionCallContent>(), c => Assert.Equal(Json, ToolArguments.GetRaw(c)!.Value.GetRawText()));

        string Note(KernelArguments arguments)
        {
            seen.Enqueue(string.Join(' ', arguments.OrderBy(a => a.Key).Select(a => $"{a.Key}:{a.Value?.GetType().Name}:{a.Value}")));
            return "ok";
        }
    }

    [Theory, AllPaths]
    public async Task A_function_without_a_result_says_the_same_now_and_later(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await Agent.StartAsync(
            await servers.GetAsync(kind), path, streaming, Agent.Calls(path, ("a", "Probe-Read", "{}")), StubReply.Text("Done."), StubReply.Text("Still."));
        agent.Tools = kernel => kernel.Plugin("Probe", ("Read", [Oversight(ReadOnly = true)] () => { }));

        await agent.InvokeAsync();
        var first = Wire.Results(agent.Model)["a"];
        await agent.InvokeAsync("Again.");

        Assert.Equal("", first ?? "");
        Assert.Equal(first ?? "", Wire.Results(agent.Model)["a"] ?? "");
        Assert.Equal(CallState.Succeeded, Assert.Single((await agent.HistoryAsync()).Calls).State);
    }

    [Description("An answer.")]
    public sealed record Answer(string Text, int Score);

    [Theory, AllPaths]
    public async Task A_turn_with_a_schema_for_its_answer_pauses_and_goes_on(ServerKind kind, ModelPath path, bool streaming)
    {
        const string Said = """{"Text":"refunded","Score":1}""";
        await using var agent = await Agent.StartAsync(
            await servers.GetAsync(kind), path, streaming, Agent.Calls(path, ("a", "Orders-Refund", """{"id":"1","amount":1}""")), StubReply.Text(Said));
        var tools = new OrderTools();
        agent.Tools = tools.AddTo;

        // Semantic Kernel maps a type to a schema only in its connector.
        agent.Settings = path == ModelPath.Connector
            ? new OpenAIPromptExecutionSettings { ResponseFormat = typeof(Answer) }
            : new PromptExecutionSettings { ExtensionData = new Dictionary<string, object> { ["response_format"] = AIJsonUtilities.CreateJsonSchema(typeof(Answer)) } };
        agent.Settings.FunctionChoiceBehavior = FunctionChoiceBehavior.Auto();

        var turn = await agent.InvokeAsync();
        Assert.Equal(AgentTurnStatus.AwaitingReview, turn.Status);
        Assert.Single(agent.Model.Requests);
        await agent.ApproveAsync(turn);
        turn = await agent.ResumeAsync();

        Assert.Equal(new Answer("refunded", 1), JsonSerializer.Deserialize<Answer>(turn.Message!.Content!));
        Assert.All(agent.Model.Requests, r => Assert.Equal("json_schema", (string?)r["response_format"]?["type"]));
        Assert.Equal(["refund 1 1"], tools.Effects);
        await agent.VerifyAsync(Said);
    }

    [Theory, AllPaths]
    public async Task A_required_call_is_required_once(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await Agent.StartAsync(
            await servers.GetAsync(kind), path, streaming, Agent.Calls(path, ("a", "Orders-Refund", """{"id":"1","amount":1}""")), StubReply.Text("Done."));
        var tools = new OrderTools();
        agent.Tools = tools.AddTo;
        agent.Settings = new() { FunctionChoiceBehavior = FunctionChoiceBehavior.Required() };

        var turn = await agent.InvokeAsync();
        await agent.ApproveAsync(turn);
        turn = await agent.ResumeAsync();

        Assert.Equal("Done.", turn.Message!.Content);
        Assert.Equal(["required", null], agent.Model.Requests.Select(r => r["tool_choice"] is { } choice && (string?)choice == "required" ? "required" : null));
        await agent.VerifyAsync("Done.");
    }
}
