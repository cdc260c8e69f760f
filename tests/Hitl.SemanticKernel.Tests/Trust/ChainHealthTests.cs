using System.Text.Json;
using Hitl.Memory;
using Hitl.SemanticKernel.Tests.Scoring.Injected;
using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Hitl.SemanticKernel.Tests.Trust;

/// <summary>What the results before a call say of it.</summary>
public class ChainHealthTests(RedisServers servers)
{
    private const string Order = """{"id":"1042"}""";

    [Fact]
    public void Without_results_there_is_nothing_to_say()
    {
        Assert.Null(Assess([]));
        Assert.Null(Assess([Said.User("Refund 1042.")]));
    }

    [Fact]
    public void Sound_results_speak_for_a_call_and_failed_ones_against_it()
    {
        var sound = Assess(Said.Tool("lookup", "order 1042: 12.50"))!;
        Assert.Equal((2.0 / 3, 1, "the result before the call is sound"), (sound.Score, sound.Weight, sound.Reason));

        var failed = Assess([.. Said.Tool("lookup", "order 1042"), .. Said.Tool("pay", "Error: timeout")])!;
        Assert.Equal(1.7 / 3.7, failed.Score, 6);
        Assert.Equal("1 of 2 results before the call failed, or have something missing", failed.Reason);
        Assert.Equal(1.5 / 3, Assess(Said.Tool("search", "[]"))!.Score, 6);
        Assert.True(Assess([.. Said.Tool("pay", "Error: timeout"), .. Said.Tool("lookup", "order 1042")])!.Score > failed.Score);
    }

    [Theory]
    [InlineData("failed", 1)]
    [InlineData("sql", 1)]
    [InlineData("schema", 1)]
    [InlineData("odd-prices", 1)]
    [InlineData("empty", 0.5)]
    [InlineData("truncated,oversized", 0.5)]
    [InlineData("truncated,schema", 1)]
    [InlineData("", 0)]
    [InlineData(",", 1)]
    public void What_the_boundary_found_counts(string findings, double bad)
    {
        var messages = Said.Tool("lookup", "looks good");
        ((FunctionResultContent)messages[1].Contents[0]).AdditionalProperties = new() { [MessageProperties.Findings] = findings };

        Assert.Equal((2 - bad) / 3, Assess(messages)!.Score, 6);
    }

    [Fact]
    public void What_the_app_does_not_distrust_does_not_count()
    {
        ChatMessage[] messages = Said.Tool("search", "no results");
        Assert.Equal(0.5, Assess(messages)!.Score);
        Assert.Equal(2.0 / 3, Assess(messages, configure: o => o.Boundary.Actions[ResultKinds.Empty] = BoundaryActions.Note)!.Score);
    }

    [Fact]
    public void What_people_kept_from_running_is_no_failure_and_asking_for_it_again_is_a_retry()
    {
        var rejected = Said.Tool("refund", ToolMessages.Rejected("too much"), Order);
        Assert.Null(Assess(rejected, "refund", """{"id":"7"}"""));

        var again = Assess(rejected, "refund", Order)!;
        Assert.Equal(1.0 / 3, again.Score, 6);
        Assert.Equal("there are no results before the call, and the same was asked for once before and did not work", again.Reason);
    }

    [Theory]
    [InlineData("refund", Order, true)]
    [InlineData("refund", """{"id":" 1042 "}""", true)]
    [InlineData("refund", """{"id":"1043"}""", false)]
    [InlineData("refund", """{"id":1042}""", false)]
    [InlineData("refund", "{}", false)]
    [InlineData("lookup", Order, false)]
    public void Only_the_same_tool_with_similar_arguments_is_a_retry(string tool, string arguments, bool isRetry)
    {
        var score = Assess(Said.Tool("refund", "Error: no such order", Order), tool, arguments)!.Score;
        Assert.Equal(isRetry ? 1.0 / 4 : 1.0 / 3, score, 6);
    }

    [Fact]
    public void Half_of_the_arguments_or_most_of_a_long_text_make_them_similar()
    {
        const string Failed = """{"id":1,"amount":12.5,"urgent":true,"note":null}""";
        Assert.True(IsRetry(Failed, """{"id":1,"amount":12.50,"urgent":true,"note":""}"""));
        Assert.True(IsRetry(Failed, """{"id":1,"urgent":true,"amount":99,"note":"x"}"""));
        Assert.False(IsRetry(Failed, """{"id":2,"amount":13,"urgent":true,"note":""}"""));
        Assert.True(IsRetry("""{"sql":"SELECT name FROM customer WHERE id = 7"}""", """{"sql":"SELECT name FROM customers WHERE id = 7"}"""));
        Assert.False(IsRetry("""{"sql":"SELECT name FROM customer WHERE id = 7"}""", """{"sql":"SELECT total FROM orders WHERE customer = 12"}"""));
        Assert.True(IsRetry("{}", "{}"));
        Assert.True(IsRetry("""{"a":[1,{"b":2}]}""", """{"a":[1,{"b":2}]}"""));

        static bool IsRetry(string failed, string now) => Assess(Said.Tool("run", "Error: syntax", failed), "run", now)!.Reason.Contains("asked for", StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_that_worked_since_is_no_retry()
    {
        ChatMessage[] failed = [.. Said.Tool("refund", "Error: busy", Order)];
        var once = Assess(failed, "refund", Order)!;
        var twice = Assess([.. failed, .. Said.Tool("refund", "Error: busy", Order)], "refund", Order)!;
        Assert.True(twice.Score < once.Score);
        Assert.Contains("2 times", twice.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("asked for", Assess([.. failed, .. Said.Tool("refund", "refunded 1042", Order)], "refund", Order)!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_newest_results_are_read()
    {
        ChatMessage[] messages = [.. Said.Tool("a", "Error: 1"), .. Said.Tool("b", "two"), .. Said.Tool("c", "three")];
        Assert.Equal("the 2 results before the call are sound", Assess(messages, configure: o => o.Trust.ChainHealthResults = 2)!.Reason);
        Assert.StartsWith("1 of 3", Assess(messages)!.Reason, StringComparison.Ordinal);

        // And a long talk since does not hide what is old, but is not read to its beginning either.
        Assert.Null(Assess([.. messages, .. Enumerable.Range(0, 1000).Select(_ => Said.User("hm"))]));
    }

    [Fact]
    public void Strange_messages_are_read_as_far_as_they_go()
    {
        var deep = JsonElement.Parse(new string('[', 60) + new string(']', 60));
        ChatMessage[] strange =
        [
            new(ChatRole.Tool, [new FunctionResultContent("nobody asked", "fine")]),
            new(ChatRole.Tool, [new FunctionResultContent("", null)]),
            new(ChatRole.Tool, [new FunctionResultContent("x", deep), new FunctionResultContent("x", new Uri("https://example.com")), new FunctionResultContent("x", new string('x', 1_000_000))]),
            new(ChatRole.Tool, [new FunctionResultContent("y", "late") { Exception = new TimeoutException() }]),
            new(ChatRole.Assistant, [new FunctionCallContent("x", "run", null), new FunctionCallContent("y", "run", null)]),
            new(ChatRole.Tool, []),
        ];

        Assert.StartsWith("2 of 6", Assess(strange, "run")!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void With_a_weight_of_0_it_says_nothing() =>
        Assert.Null(Assess(Said.Tool("a", "Error: 1"), configure: o => o.Trust.ChainHealthWeight = 0));

    [Theory, AllPaths]
    public async Task In_a_thread_a_tool_that_failed_makes_the_next_call_less_trusted(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await Agent.StartAsync(
            await servers.GetAsync(kind),
            path,
            streaming,
            Agent.Calls(path, ("a", "Orders-Lookup", """{"id":"1"}""")),
            Agent.Calls(path, ("b", "Orders-Broken", """{"id":"1"}""")),
            Agent.Calls(path, ("c", "Orders-Refund", """{"id":"1","amount":5}""")));
        agent.Tools = new OrderTools().AddTo;

        var turn = await agent.InvokeAsync("Refund 1.");

        var evidence = Assert.Single(Assert.Single(turn.Reviews).Trust.Evidence, e => e.Source == "chain");
        Assert.Equal(1.7 / 3.7, evidence.Score, 6);
        Assert.Equal("1 of 2 results before the call failed, or have something missing", evidence.Reason);
    }

    [Theory, AllPaths]
    public async Task In_a_thread_a_rejected_call_that_is_asked_for_again_is_a_retry(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await Agent.StartAsync(
            await servers.GetAsync(kind),
            path,
            streaming,
            Agent.Calls(path, ("a", "Orders-Refund", """{"id":"1","amount":5}""")),
            Agent.Calls(path, ("b", "Orders-Refund", """{"id":"1","amount":4}""")));
        agent.Tools = new OrderTools().AddTo;
        await agent.RejectAsync(await agent.InvokeAsync("Refund 1."), "no");

        var again = Assert.Single((await agent.ResumeAsync()).Reviews);

        var evidence = Assert.Single(again.Trust.Evidence, e => e.Source == "chain");
        Assert.Equal(1.0 / 3, evidence.Score, 6);
        Assert.Contains("was asked for once before", evidence.Reason, StringComparison.Ordinal);
    }

    private static TrustEvidence? Assess(IEnumerable<ChatMessage> messages, string tool = "refund", string arguments = """{"id":"5"}""", Action<HitlOptions>? configure = null)
    {
        using var services = new ServiceCollection().AddHitl(configure).Services.BuildServiceProvider();
        var signal = services.GetServices<ITrustSignal>().OfType<ChainHealthSignal>().Single();
        var call = Said.After(messages, tool, arguments);
        var evidence = signal.Assess(call, RiskAssessment.Unknown);
        Assert.Equal(evidence, signal.Assess(call, RiskAssessment.Unknown));
        return evidence;
    }
}
