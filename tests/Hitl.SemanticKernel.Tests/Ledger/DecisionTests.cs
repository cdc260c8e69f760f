using System.Globalization;
using System.Text.Json;

namespace Hitl.SemanticKernel.Tests.Ledger;

/// <summary>What a decision does, and that a bad one changes nothing.</summary>
public class DecisionTests(RedisServers servers)
{
    [Theory, AllServers]
    public async Task The_first_decision_stands_and_the_second_learns_whose_it_was(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, "Pay a");
        var review = await app.ReviewAsync("t");
        var decided = await app.Desk.RejectAsync(review, LedgerApp.Ana, "no");
        Assert.Equal(ReviewState.Rejected, decided.State);

        var error = await Assert.ThrowsAsync<AlreadyDecidedException>(() => app.Desk.ApproveAsync(review, new Reviewer("bob")));
        Assert.Equal((review.Id, ReviewState.Rejected, "ana"), (error.ReviewId, error.State, error.DecidedBy));
        Assert.Contains("'ana'", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<AlreadyDecidedException>(() => app.Desk.EditAsync(review, new Reviewer("bob"), Json("b")));
        await Assert.ThrowsAsync<AlreadyDecidedException>(() => app.Desk.RespondAsync(review, new Reviewer("bob"), "x"));

        var read = await app.Desk.GetAsync(review.Id);
        Assert.Equal((ReviewState.Rejected, DecisionKind.Reject, "ana", "no"), (read.State, read.Decision!.Kind, read.Decision.Reviewer.Id, read.Decision.Comment));
        Assert.Contains("Reason: no", (await app.ResumeAsync("t")).Message!.Content, StringComparison.Ordinal);
        Assert.Empty(await app.Till.DoneAsync("t"));
    }

    [Theory, AllServers]
    public async Task A_decision_about_other_arguments_is_stale(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, "Pay a, Pay b");
        var review = (await app.PendingAsync("t"))[0];
        var other = (await app.PendingAsync("t"))[1];
        Review[] stale =
        [
            review with { Digest = new string('0', 64) },
            review with { Digest = other.Digest },
            review with { Arguments = Json("c") },
            review with { Arguments = default },
            review with { Arguments = other.Arguments, Digest = other.Digest },
            review with { Tool = "Till-Look" },
            review with { CallId = other.CallId, Arguments = other.Arguments, Digest = other.Digest },
            review with { CallId = other.CallId },
            review with { Kind = ReviewKind.Outcome },
        ];
        foreach (var changed in stale)
        {
            Assert.Equal(review.Id, (await Assert.ThrowsAsync<StaleDecisionException>(() => app.Desk.ApproveAsync(changed, LedgerApp.Ana))).ReviewId);
            await Assert.ThrowsAsync<StaleDecisionException>(() => app.Desk.RejectAsync(changed, LedgerApp.Ana, "no"));
            await Assert.ThrowsAsync<StaleDecisionException>(() => app.Desk.RespondAsync(changed, LedgerApp.Ana, "x"));
            if (changed.Kind == ReviewKind.Call)
            {
                await Assert.ThrowsAsync<StaleDecisionException>(() => app.Desk.EditAsync(changed, LedgerApp.Ana, Json("d")));
            }
        }

        Assert.Equal(2, (await app.PendingAsync("t")).Count);
        Assert.Equal(AgentTurnStatus.AwaitingReview, (await app.ResumeAsync("t")).Status);
        Assert.Empty(await app.Till.DoneAsync("t"));
    }

    [Theory, AllServers]
    public async Task A_review_of_another_thread_decides_nothing_there(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, "Pay a");
        var review = await app.ReviewAsync("t");

        // A thread of the same partition, so that only the record can tell.
        var partition = new Hitl.Memory.Keyspace("p", 16).PartitionOf("t");
        var sibling = Enumerable.Range(0, 1000).Select(i => string.Create(CultureInfo.InvariantCulture, $"s{i}")).First(id => new Hitl.Memory.Keyspace("p", 16).PartitionOf(id) == partition);
        await app.InvokeAsync(sibling, "Pay a");
        await Assert.ThrowsAsync<StaleDecisionException>(() => app.Desk.ApproveAsync(review with { ThreadId = sibling }, LedgerApp.Ana));
        Assert.Single(await app.PendingAsync("t"));
        Assert.Equal(AgentTurnStatus.AwaitingReview, (await app.ResumeAsync(sibling)).Status);
        Assert.Equal(AgentTurnStatus.AwaitingReview, (await app.ResumeAsync("t")).Status);
    }

    [Theory]
    [AllServers("""{"what":5}""")]
    [AllServers("""{}""")]
    [AllServers("""{"what":null}""")]
    [AllServers("""{"what":"b","more":1}""")]
    [AllServers("""[]""")]
    [AllServers(""" "b" """)]
    [AllServers("""null""")]
    public async Task Arguments_that_do_not_fit_the_schema_change_nothing(ServerKind kind, string arguments)
    {
        await using var app = await PausedAsync(kind, "Pay a");
        var review = await app.ReviewAsync("t");
        var error = await Assert.ThrowsAsync<InvalidDecisionException>(() => app.Desk.EditAsync(review, LedgerApp.Ana, JsonElement.Parse(arguments)));
        Assert.NotEmpty(error.Errors);
        Assert.All(error.Errors, e => Assert.Contains(e, error.Message, StringComparison.Ordinal));
        await Assert.ThrowsAsync<InvalidDecisionException>(() => app.Desk.EditAsync(review with { ArgumentsSchema = null }, LedgerApp.Ana, JsonElement.Parse(arguments)));
        Assert.Equal(review.Digest, (await app.ReviewAsync("t")).Digest);
        Assert.Equal(AgentTurnStatus.AwaitingReview, (await app.ResumeAsync("t")).Status);
    }

    [Theory, AllServers]
    public async Task An_edit_is_recorded_as_proposed_edited_and_effective_and_the_model_is_told_what_ran(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, "Pay a, Look z");
        var decided = await app.Desk.EditAsync(await app.ReviewAsync("t"), LedgerApp.Ana, Json("b"), "less");
        Assert.Equal((ReviewState.Edited, DecisionKind.Edit, "less"), (decided.State, decided.Decision!.Kind, decided.Decision.Comment));
        Assert.Equal("a", decided.Arguments.GetProperty("what").GetString());

        var answer = (await app.ResumeAsync("t")).Message!.Content;
        Assert.Equal("""done: A reviewer changed the arguments of this call before it ran. It ran with {"what":"b"}. Result: Pay b ok; Look z ok""", answer);
        Assert.Equal(["Look z", "Pay b"], await app.Till.DoneAsync("t"));
        var call = (await app.Thread("t").GetHistoryAsync()).Calls[0];
        Assert.Equal("a", call.Proposed.GetProperty("what").GetString());
        Assert.Equal("b", call.Edited!.Value.GetProperty("what").GetString());
        Assert.Equal("b", call.Effective.GetProperty("what").GetString());
        Assert.Equal("Pay b ok", call.Result!.Value.GetString());
        Assert.Equal("Till-Pay", call.Tool);
    }

    [Theory, AllServers]
    public async Task An_edit_that_a_rule_denies_changes_nothing(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, "Pay a", o => o.Policy.Rules.Add(new PolicyRule { Function = "Pay", Arguments = { ["what"] = "^everything$" }, Verdict = Verdict.Deny, Reason = "too much" }));
        var review = await app.ReviewAsync("t");
        var error = await Assert.ThrowsAsync<InvalidDecisionException>(() => app.Desk.EditAsync(review, LedgerApp.Ana, Json("everything")));
        Assert.Contains("too much", error.Message, StringComparison.Ordinal);
        await app.Desk.EditAsync(await app.ReviewAsync("t"), LedgerApp.Ana, Json("a bit"));
        await app.ResumeAsync("t");
        Assert.Equal(["Pay a bit"], await app.Till.DoneAsync("t"));
    }

    [Theory, AllServers]
    public async Task An_edit_is_scored_again_so_a_call_that_is_not_idempotent_any_more_is_not_repeated(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, "Pay a", o => o.Rules.Add(new RiskRule { Function = "Pay", Arguments = { ["what"] = "^a$" }, Idempotent = true }));
        await app.Desk.EditAsync(await app.ReviewAsync("t"), LedgerApp.Ana, Json("b"));
        using var stop = new CancellationTokenSource();
        app.Till.After = async (_, _, token) =>
        {
            await stop.CancelAsync();
            token.ThrowIfCancellationRequested();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => app.ResumeAsync("t", stop.Token));
        var turn = await app.ResumeAsync("t");
        Assert.Equal(ReviewKind.Outcome, Assert.Single(turn.Reviews).Kind);
        Assert.Equal(["Pay b"], await app.Till.DoneAsync("t"));
    }

    [Theory, AllServers]
    public async Task A_response_is_the_result_as_it_is(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, "Pay a");
        const string Text = "Zeile 1\nline \"2\" <b> \t 🎈";
        await app.Desk.RespondAsync(await app.ReviewAsync("t"), LedgerApp.Ana, Text);
        Assert.Equal("done: " + Text, (await app.ResumeAsync("t")).Message!.Content);
        Assert.Equal(CallState.Responded, (await app.Thread("t").GetHistoryAsync()).Calls[0].State);
        Assert.Empty(await app.Till.DoneAsync("t"));
    }

    [Theory, AllServers]
    public async Task Texts_and_reviewers_have_limits(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, "Pay a");
        var review = await app.ReviewAsync("t");
        var big = new string('x', ReviewDesk.MaxTextLength + 1);
        await Assert.ThrowsAsync<InvalidDecisionException>(() => app.Desk.RejectAsync(review, LedgerApp.Ana, big));
        await Assert.ThrowsAsync<InvalidDecisionException>(() => app.Desk.RejectAsync(review, LedgerApp.Ana, " "));
        await Assert.ThrowsAsync<InvalidDecisionException>(() => app.Desk.ApproveAsync(review, LedgerApp.Ana, big));
        await Assert.ThrowsAsync<InvalidDecisionException>(() => app.Desk.RespondAsync(review, LedgerApp.Ana, big));
        await Assert.ThrowsAsync<InvalidDecisionException>(() => app.Desk.EditAsync(review, LedgerApp.Ana, Json("b"), big));
        await Assert.ThrowsAsync<InvalidDecisionException>(() => app.Desk.ApproveAsync(review, new Reviewer("")));
        await Assert.ThrowsAsync<InvalidDecisionException>(() => app.Desk.ApproveAsync(review, new Reviewer(new string('x', 257))));
        foreach (var hidden in new[] { "a\u0007b", "a\u001b[2Jb", "a\u202eb", "a\u2066b", "a\u0085b", "a\0" })
        {
            await Assert.ThrowsAsync<InvalidDecisionException>(() => app.Desk.RespondAsync(review, LedgerApp.Ana, hidden));
            await Assert.ThrowsAsync<InvalidDecisionException>(() => app.Desk.RejectAsync(review, LedgerApp.Ana, hidden));
            await Assert.ThrowsAsync<InvalidDecisionException>(() => app.Desk.ApproveAsync(review, LedgerApp.Ana, hidden));
            await Assert.ThrowsAsync<InvalidDecisionException>(() => app.Desk.CommentAsync(review.Id, LedgerApp.Ana, hidden));
            await Assert.ThrowsAsync<InvalidDecisionException>(() => app.Desk.ApproveAsync(review, new Reviewer(hidden)));
            await Assert.ThrowsAsync<InvalidDecisionException>(() => app.Desk.ApproveAsync(review, new Reviewer("ana", hidden)));
            await Assert.ThrowsAsync<InvalidDecisionException>(() => app.Desk.ClaimNextAsync(new Reviewer("ana") { Groups = [hidden] }));
        }

        await Assert.ThrowsAsync<InvalidDecisionException>(() => app.Desk.CommentAsync(review.Id, LedgerApp.Ana, big));
        await Assert.ThrowsAsync<InvalidDecisionException>(() => app.Desk.CommentAsync(review.Id, LedgerApp.Ana, " "));
        Assert.Empty((await app.Desk.GetAsync(review.Id)).Comments);
        Assert.Single(await app.PendingAsync("t"));
        await app.Desk.RespondAsync(review, LedgerApp.Ana, big[1..]);
        Assert.Equal("done: " + big[1..], (await app.ResumeAsync("t")).Message!.Content);
    }

    [Theory, AllServers]
    public async Task Of_ten_who_decide_at_once_one_succeeds(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, "Pay a");
        var review = await app.ReviewAsync("t");
        var decided = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(async () =>
        {
            var reviewer = new Reviewer(string.Create(CultureInfo.InvariantCulture, $"r{i}"));
            try
            {
                await (i % 2 == 0 ? app.Desk.ApproveAsync(review, reviewer) : app.Desk.RespondAsync(review, reviewer, "given"));
                return (Won: (string?)reviewer.Id, Lost: (string?)null);
            }
            catch (AlreadyDecidedException e)
            {
                return (Won: null, Lost: e.DecidedBy);
            }
        })));
        var winner = Assert.Single(decided, d => d.Won is not null).Won!;
        Assert.Equal(9, decided.Count(d => d.Lost == winner));
        Assert.Equal(winner, (await app.Desk.GetAsync(review.Id)).Decision!.Reviewer.Id);
        var approved = winner is "r0" or "r2" or "r4" or "r6" or "r8";
        Assert.Equal(approved ? "done: Pay a ok" : "done: given", (await app.ResumeAsync("t")).Message!.Content);
        Assert.Equal(approved ? 1 : 0, (await app.Till.DoneAsync("t")).Count);
    }

    [Theory, AllServers]
    public async Task What_is_decided_runs_while_the_rest_waits_and_the_model_is_called_when_all_is_done(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, "Pay a, Pay b, Pay c");
        var reviews = await app.PendingAsync("t");
        Assert.Equal(["a", "b", "c"], reviews.Select(r => r.Arguments.GetProperty("what").GetString()).Order());
        Review Of(string what) => reviews.Single(r => r.Arguments.GetProperty("what").GetString() == what);

        await app.Desk.ApproveAsync(Of("b"), LedgerApp.Ana);
        var turn = await app.ResumeAsync("t");
        Assert.Equal(AgentTurnStatus.AwaitingReview, turn.Status);
        Assert.Equal(2, turn.Reviews.Count);
        Assert.Equal(["Pay b"], await app.Till.DoneAsync("t"));
        Assert.Equal(1, app.Model.Calls);

        Assert.Equal(AgentTurnStatus.AwaitingReview, (await app.ResumeAsync("t")).Status);
        await app.Desk.RejectAsync(Of("a"), LedgerApp.Ana, "no");
        Assert.Equal(AgentTurnStatus.AwaitingReview, (await app.ResumeAsync("t")).Status);
        await app.Desk.ApproveAsync(Of("c"), LedgerApp.Ana);
        Assert.Equal(1, app.Model.Calls);
        turn = await app.ResumeAsync("t");

        Assert.Equal("done: The call was not run: a reviewer rejected it. Reason: no; Pay b ok; Pay c ok", turn.Message!.Content);
        Assert.Equal(2, app.Model.Calls);
        Assert.Equal(["Pay b", "Pay c"], await app.Till.DoneAsync("t"));
        Assert.Equal([CallState.Rejected, CallState.Succeeded, CallState.Succeeded], (await app.Thread("t").GetHistoryAsync()).Calls.Select(c => c.State));
        await app.AssertWholeAsync("t");
    }

    [Theory, AllServers]
    public async Task Many_calls_of_a_batch_keep_their_order_in_the_record(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, string.Join(", ", Enumerable.Range(0, 30).Select(i => string.Create(CultureInfo.InvariantCulture, $"Look {i}"))));
        var calls = (await app.Thread("t").GetHistoryAsync()).Calls;
        Assert.Equal(Enumerable.Range(0, 30), calls.Select(c => int.Parse(c.Proposed.GetProperty("what").GetString()!, CultureInfo.InvariantCulture)));
    }

    private async Task<LedgerApp> PausedAsync(ServerKind kind, string plan, Action<HitlOptions>? configure = null)
    {
        var server = await servers.GetAsync(kind);
        var app = new LedgerApp(server.Connection, server.NewPrefix(), configure);
        await app.InvokeAsync("t", plan);
        return app;
    }

    private static JsonElement Json(string what) => JsonSerializer.SerializeToElement(new { what });
}
