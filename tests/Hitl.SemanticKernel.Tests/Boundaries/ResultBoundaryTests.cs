using Hitl.Memory;
using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Boundaries;

/// <summary>What is done about results, on every way to a model.</summary>
public class ResultBoundaryTests(RedisServers servers)
{
    private const string Note = "\n\n[Note of oversight, not of the tool: ";
    private const string Cut = """{"orders":[{"id":1},{"id":""";

    private int _runs;

    [Theory, AllPaths]
    public async Task By_default_the_model_is_told_of_a_cut_result_and_it_is_marked(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(kind, path, streaming, Cut);

        Assert.Equal(AgentTurnStatus.Completed, (await agent.InvokeAsync()).Status);

        Assert.Equal(Cut + Note + "the result was cut off.]", Wire.Results(agent.Model)["a"]);
        Assert.Equal("truncated", Marks(await agent.VerifyAsync("Done."))["a"]);
        var call = (await agent.HistoryAsync()).Calls.Single(c => c.CallId == "a");
        Assert.Equal(Cut, call.Result!.Value.GetString());
        Assert.Equal(("truncated", BoundaryActions.Note | BoundaryActions.Distrust), (Assert.Single(call.Findings).Kind, call.Findings[0].Actions));
        Assert.Null(call.Returned);
    }

    [Theory]
    [AllPaths(Durability.EveryStep)]
    [AllPaths(Durability.OnPause)]
    public async Task A_held_result_is_seen_by_a_person_first_and_told_as_it_is(ServerKind kind, ModelPath path, bool streaming, Durability durability)
    {
        await using var agent = await StartAsync(kind, path, streaming, Cut, truncated: BoundaryActions.Hold | BoundaryActions.Note | BoundaryActions.Distrust);
        agent.Options += o => o.Durability = durability;

        var turn = await agent.InvokeAsync();

        Assert.Equal(AgentTurnStatus.AwaitingReview, turn.Status);
        Assert.Single(agent.Model.Requests);
        Assert.Equal((2, "a", ReviewKind.Result), (_runs, Assert.Single(turn.Reviews).CallId, turn.Reviews[0].Kind));
        await agent.DecideAsync(turn, async (desk, review) =>
        {
            Assert.Equal(review.Id, Assert.Single(await desk.ListAsync(), r => r.ThreadId == agent.ThreadId).Id);
            Assert.Equal((ReviewKind.Result, Cut, turn.Reviews[0].Digest), (review.Kind, review.Result!.Value.GetString(), review.Digest));
            Assert.Equal("truncated", Assert.Single(review.Findings).Kind);
            Assert.Contains("cut off", review.PolicyReason, StringComparison.Ordinal);
            Assert.Equal([CallState.Held, CallState.Succeeded], review.Batch.Select(c => c.State));
            Assert.Equal(Cut, review.Batch[0].Returned!.Value.GetString());
            var edit = await Assert.ThrowsAsync<InvalidDecisionException>(() => desk.EditAsync(review, new Reviewer("ana"), review.Arguments));
            Assert.Contains("has run", edit.Message, StringComparison.Ordinal);
            var stale = review with { Result = System.Text.Json.JsonElement.Parse("\"other\"") };
            await Assert.ThrowsAsync<StaleDecisionException>(() => desk.ApproveAsync(stale, new Reviewer("ana")));
            await Assert.ThrowsAsync<StaleDecisionException>(() => desk.ApproveAsync(review with { Kind = ReviewKind.Call }, new Reviewer("ana")));
            Assert.Equal(ReviewState.Approved, (await desk.ApproveAsync(review, new Reviewer("ana"))).State);
            await Assert.ThrowsAsync<AlreadyDecidedException>(() => desk.RejectAsync(review, new Reviewer("ben"), "no"));
            Assert.Equal(Cut, (await desk.GetAsync(review.Id)).Result!.Value.GetString());
        });

        Assert.Equal("Done.", (await agent.ResumeAsync()).Message!.Content);
        Assert.Equal(2, _runs);
        Assert.Equal(Cut, Wire.Results(agent.Model)["a"]);
        var history = await agent.VerifyAsync("Done.");
        Assert.Equal("truncated", Marks(history)["a"]);
        Assert.Equal((CallState.Succeeded, Cut), (history.Calls[0].State, history.Calls[0].Result!.Value.GetString()));
        Assert.Null(history.Calls[0].Returned);
    }

    [Theory, AllPaths]
    public async Task A_person_tells_something_else_or_nothing_and_the_original_stays_on_record(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(kind, path, streaming, Cut, truncated: BoundaryActions.Hold | BoundaryActions.Distrust, both: true);

        var turn = await agent.InvokeAsync();
        Assert.Equal(["a", "b"], turn.Reviews.Select(r => r.CallId));
        await agent.DecideAsync([turn.Reviews[0].Id], (desk, review) => desk.RespondAsync(review, new Reviewer("ana"), "two orders"));
        Assert.Equal(["b"], (await agent.ResumeAsync()).Reviews.Select(r => r.CallId));
        await agent.DecideAsync([turn.Reviews[1].Id], (desk, review) => desk.RejectAsync(review, new Reviewer("ana"), "it is private"));

        Assert.Equal(AgentTurnStatus.Completed, (await agent.ResumeAsync()).Status);
        Assert.Equal(2, _runs);
        var results = Wire.Results(agent.Model);
        Assert.Equal("two orders", results["a"]);
        Assert.Equal("The call ran, and a reviewer withheld its result. Reason: it is private", results["b"]);
        var history = await agent.VerifyAsync("Done.");
        Assert.Equal([(CallState.Responded, Cut), (CallState.Rejected, Cut)], history.Calls.Select(c => (c.State, c.Returned!.Value.GetString()!)));
        Assert.Equal(new Dictionary<string, string?> { ["a"] = null, ["b"] = "truncated" }, Marks(history));
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task A_call_that_was_approved_with_other_arguments_can_be_held_as_well(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(kind, path, streaming, "", empty: BoundaryActions.Hold);
        agent.Tools = kernel => kernel.Plugin("Orders", ("Lookup", [Oversight(Flags = RiskFlags.Financial)] (string id) => $"Error: {id} is gone"), ("Other", [Oversight(ReadOnly = true)] (string id) => "fine"));
        agent.Options = o => o.Boundary.Actions["error"] = BoundaryActions.Hold;

        var first = await agent.InvokeAsync();
        await agent.DecideAsync(first, (desk, review) => desk.EditAsync(review, new Reviewer("ana"), System.Text.Json.JsonElement.Parse("""{"id":"7"}""")));
        var second = await agent.ResumeAsync();
        Assert.Equal((ReviewKind.Result, "7"), (Assert.Single(second.Reviews).Kind, second.Reviews[0].Arguments.GetProperty("id").GetString()));
        await agent.ApproveAsync(second);

        Assert.Equal("Done.", (await agent.ResumeAsync()).Message!.Content);
        Assert.Equal("A reviewer changed the arguments of this call before it ran. It ran with {\"id\":\"7\"}. Result: Error: 7 is gone", Wire.Results(agent.Model)["a"]);
        await agent.VerifyAsync("Done.");
    }

    public static TheoryData<Func<CancellationToken, ValueTask<IReadOnlyList<ResultFinding>>>> Failures => new(
        _ => throw new InvalidTimeZoneException("secret"),
        async token =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return [];
        },
        _ => new((IReadOnlyList<ResultFinding>)null!),
        _ => new([new ResultFinding("No Name", "x")]),
        _ => new([new ResultFinding("check", "x")]));

    [Theory, MemberData(nameof(Failures))]
    public async Task A_check_that_fails_holds_the_result_whatever_is_configured(Func<CancellationToken, ValueTask<IReadOnlyList<ResultFinding>>> check)
    {
        await using var agent = await StartAsync(ServerKind.Embedded, ModelPath.Connector, streaming: false, "fine");
        agent.Services = services => services.AddSingleton<IResultCheck>(new Check(result => result.CallId == "a" ? check : _ => new([])));
        agent.Options = o =>
        {
            o.ScoringTimeout = TimeSpan.FromMilliseconds(20);
            o.Boundary.Rules.Add(new BoundaryRule { Plugin = "*", Actions = BoundaryActions.Pass });
        };

        var review = Assert.Single((await agent.InvokeAsync()).Reviews);

        Assert.Equal((ReviewKind.Result, "check"), (review.Kind, Assert.Single(review.Findings).Kind));
        Assert.DoesNotContain("secret", review.PolicyReason, StringComparison.Ordinal);
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task A_check_of_the_app_names_what_it_finds_and_a_rule_says_what_is_done(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(kind, path, streaming, "the moon is made of cheese");
        agent.Services = services => services.AddSingleton<IResultCheck>(new Check(result => _ =>
            new(result.Value.GetString()!.Contains("cheese", StringComparison.Ordinal) ? [new ResultFinding("nonsense", "it is [not]\ntrue") { Actions = BoundaryActions.Hold }] : [])));
        agent.Options = o => o.Boundary.Rules.Add(new BoundaryRule { Plugin = "Stars", Actions = BoundaryActions.Hold });

        Assert.Equal(AgentTurnStatus.Completed, (await agent.InvokeAsync()).Status);

        Assert.Equal("the moon is made of cheese" + Note + "it is (not) true.]", Wire.Results(agent.Model)["a"]);
        Assert.Equal("nonsense", Marks(await agent.VerifyAsync("Done."))["a"]);
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task The_first_rule_that_fits_the_tool_and_the_kind_decides(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(kind, path, streaming, Cut, both: true);
        agent.Options = o =>
        {
            o.Boundary.Rules.Add(new BoundaryRule { Function = "Look*", Kinds = { "empty" }, Actions = BoundaryActions.Hold });
            o.Boundary.Rules.Add(new BoundaryRule { Function = "Look*", Kinds = { "truncated" }, Actions = BoundaryActions.Pass });
            o.Boundary.Rules.Add(new BoundaryRule { Function = "*", Actions = BoundaryActions.Distrust });
        };

        await agent.InvokeAsync();

        var history = await agent.VerifyAsync("Done.");
        Assert.Equal(new Dictionary<string, string?> { ["a"] = null, ["b"] = "truncated" }, Marks(history));
        Assert.Equal([Cut, Cut], Wire.Results(agent.Model).Values);
        Assert.Empty(history.Calls[0].Findings);
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task A_tool_that_throws_is_marked_and_can_be_held(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(kind, path, streaming, Cut);
        agent.Tools = kernel => kernel.Plugin("Orders", ("Lookup", [Oversight(ReadOnly = true)] (string id) => id.Length < 9 ? throw new InvalidOperationException("boom") : "x"), ("Other", [Oversight(ReadOnly = true)] (string id) => "fine"));
        agent.Options = o => o.Boundary.Actions["failed"] = BoundaryActions.Distrust | BoundaryActions.Hold;

        var turn = await agent.InvokeAsync();
        Assert.EndsWith("boom", Assert.Single(turn.Reviews).Result!.Value.GetString(), StringComparison.Ordinal);
        await agent.ApproveAsync(turn);
        await agent.ResumeAsync();

        var history = await agent.VerifyAsync("Done.");
        Assert.Equal("failed", Marks(history)["a"]);
        Assert.Equal(CallState.Failed, history.Calls[0].State);
    }

    private static Dictionary<string, string?> Marks(ThreadHistory history) => history.Messages
        .SelectMany(m => m.Contents).OfType<Microsoft.Extensions.AI.FunctionResultContent>()
        .ToDictionary(r => r.CallId, r => r.AdditionalProperties?.GetValueOrDefault(MessageProperties.Findings)?.ToString());

    private async Task<Agent> StartAsync(
        ServerKind kind, ModelPath path, bool streaming, string result, BoundaryActions? truncated = null, BoundaryActions? empty = null, bool both = false)
    {
        var agent = await Agent.StartAsync(
            await servers.GetAsync(kind), path, streaming,
            Agent.Calls(path, ("a", "Orders-Lookup", """{"id":"1"}"""), ("b", "Orders-Other", """{"id":"2"}""")), StubReply.Text("Done."));
        agent.Tools = kernel => kernel.Plugin("Orders", ("Lookup", [Oversight(ReadOnly = true)] (string id) => Run(result)), ("Other", [Oversight(Risk = 0.1)] (string id) => Run(both ? result : "fine")));
        agent.Options = o =>
        {
            o.Boundary.Actions["truncated"] = truncated ?? o.Boundary.Actions["truncated"];
            o.Boundary.Actions["empty"] = empty ?? o.Boundary.Actions["empty"];
        };
        return agent;

        string Run(string value)
        {
            Interlocked.Increment(ref _runs);
            return value;
        }
    }

    private sealed class Check(Func<ToolResult, Func<CancellationToken, ValueTask<IReadOnlyList<ResultFinding>>>> check) : IResultCheck
    {
        public ValueTask<IReadOnlyList<ResultFinding>> CheckAsync(ToolResult result, CancellationToken cancellationToken = default) => check(result)(cancellationToken);
    }
}
