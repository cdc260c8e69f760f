using System.Text.Json;
using Hitl.SemanticKernel.Tests.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Hitl.SemanticKernel.Tests.Reviews;

/// <summary>Who may decide: several people, one group after the other, and never the one for whom the agent acts.</summary>
public class TermsTests(RedisServers servers)
{
    private static readonly Reviewer Ana = new("ana", "Ana") { Groups = ["leads"] };
    private static readonly Reviewer Bob = new("bob") { Groups = ["leads", "finance"] };
    private static readonly Reviewer Fay = new("fay") { Groups = ["finance"] };

    [Theory, AllServers]
    public async Task A_quorum_is_of_distinct_people(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, new PolicyRule { Function = "Pay", Quorum = 2, ReviewerGroups = { "leads" } });
        var review = await app.ReviewAsync("t");
        Assert.Equal((2, 1), (review.ApprovalsNeeded, review.Steps.Count));

        var once = await app.Desk.ApproveAsync(review, Ana, "fine");
        Assert.Equal((ReviewState.Pending, 1), (once.State, once.ApprovalsNeeded));
        Assert.Equal([("ana", DecisionKind.Approve, "fine")], once.Votes.Select(v => (v.Reviewer.Id, v.Kind, v.Comment)));
        Assert.Equal(ReviewRefusal.AlreadyVoted, (await Assert.ThrowsAsync<ReviewerNotAllowedException>(() => app.Desk.ApproveAsync(review, Ana))).Refusal);
        Assert.Equal(ReviewRefusal.NotAsked, (await Assert.ThrowsAsync<ReviewerNotAllowedException>(() => app.Desk.ApproveAsync(review, Fay))).Refusal);
        Assert.Equal(AgentTurnStatus.AwaitingReview, (await app.ResumeAsync("t")).Status);
        Assert.Empty(await app.Till.DoneAsync("t"));

        Assert.Equal(ReviewState.Approved, (await app.Desk.ApproveAsync(review, Bob)).State);
        await app.ResumeAsync("t");
        Assert.Equal(["Pay a"], await app.Till.DoneAsync("t"));
        var decided = await app.Desk.GetAsync(review.Id);
        Assert.Equal(("bob", "ana"), (decided.Decision!.Reviewer.Id, Assert.Single(decided.Votes).Reviewer.Id));
    }

    [Theory, AllServers]
    public async Task Groups_decide_one_after_the_other(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, new PolicyRule { Function = "Pay", ReviewerGroups = { "leads" }, Then = { new() { ReviewerGroups = ["finance"], Quorum = 2 } } });
        var review = await app.ReviewAsync("t");
        Assert.Equal(1, review.Step);
        Assert.Equal(["leads"], review.ReviewerGroups);
        await Assert.ThrowsAsync<ReviewerNotAllowedException>(() => app.Desk.ApproveAsync(review, Fay));
        Assert.Null(await app.Desk.ClaimNextAsync(Fay));

        var next = await app.Desk.ApproveAsync((await app.Desk.ClaimNextAsync(Ana))!, Ana);
        Assert.Equal((2, 2, ReviewState.Pending), (next.Step, next.ApprovalsNeeded, next.State));
        Assert.Equal(["finance"], next.ReviewerGroups);
        Assert.Null(next.Claim);
        Assert.Equal(["finance"], (await Assert.ThrowsAsync<ReviewerNotAllowedException>(() => app.Desk.ApproveAsync(review, new Reviewer("lou") { Groups = ["leads"] }))).Groups);
        await app.Desk.ApproveAsync((await app.Desk.ClaimNextAsync(Fay))!, Fay);
        Assert.Null(await app.Desk.ClaimNextAsync(Fay));
        Assert.Equal(ReviewState.Approved, (await app.Desk.ApproveAsync((await app.Desk.ClaimNextAsync(Bob))!, Bob)).State);
        await app.ResumeAsync("t");
        Assert.Equal(["Pay a"], await app.Till.DoneAsync("t"));
    }

    [Theory, AllServers]
    public async Task One_person_counts_once_whatever_the_step(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, new PolicyRule { Function = "Pay", ReviewerGroups = { "leads" }, Then = { new() { ReviewerGroups = ["finance"] } } });
        var next = await app.Desk.ApproveAsync(await app.ReviewAsync("t"), Bob);
        Assert.Equal(ReviewRefusal.AlreadyVoted, (await Assert.ThrowsAsync<ReviewerNotAllowedException>(() => app.Desk.ApproveAsync(next, Bob))).Refusal);
        Assert.Equal(ReviewRefusal.AlreadyVoted, (await Assert.ThrowsAsync<ReviewerNotAllowedException>(() => app.Desk.RejectAsync(next, Bob, "no"))).Refusal);
        Assert.Equal(ReviewState.Approved, (await app.Desk.ApproveAsync(next, Fay)).State);
    }

    [Theory, AllServers]
    public async Task A_rejection_ends_it_unless_the_policy_wants_more(ServerKind kind)
    {
        await using var one = await PausedAsync(kind, new PolicyRule { Function = "Pay", Quorum = 3 });
        await one.Desk.ApproveAsync(await one.ReviewAsync("t"), Ana);
        Assert.Equal(ReviewState.Rejected, (await one.Desk.RejectAsync(await one.ReviewAsync("t"), Bob, "no")).State);

        await using var two = await PausedAsync(kind, new PolicyRule { Function = "Pay", Rejections = 2 });
        var against = await two.Desk.RejectAsync((await two.Desk.ClaimNextAsync(Ana))!, Ana, "not like this");
        Assert.Equal((ReviewState.Pending, DecisionKind.Reject), (against.State, Assert.Single(against.Votes).Kind));
        Assert.Null(against.Claim);
        await Assert.ThrowsAsync<ReviewerNotAllowedException>(() => two.Desk.RejectAsync(against, Ana, "really"));
        Assert.Equal(ReviewState.Rejected, (await two.Desk.RejectAsync(against, Fay, "no")).State);
        await two.ResumeAsync("t");
        Assert.Empty(await two.Till.DoneAsync("t"));
    }

    [Theory, AllServers]
    public async Task Others_must_agree_to_an_edit_and_what_they_approved_before_does_not_count(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, new PolicyRule { Function = "Pay", Quorum = 2, Then = { new() { ReviewerGroups = ["finance"] } } });
        var review = await app.ReviewAsync("t");
        await app.Desk.ApproveAsync(review, Ana);
        var edited = await app.Desk.EditAsync(review, Bob, JsonElement.Parse("""{"what":"less"}"""), "smaller");

        Assert.Equal((ReviewState.Pending, 1, 1), (edited.State, edited.Step, edited.ApprovalsNeeded));
        Assert.Equal("less", edited.Arguments.GetProperty("what").GetString());
        Assert.NotEqual(review.Digest, edited.Digest);
        Assert.Equal(["bob"], edited.Votes.Select(v => v.Reviewer.Id));
        await Assert.ThrowsAsync<StaleDecisionException>(() => app.Desk.ApproveAsync(review, Fay));
        Assert.Equal(edited.Digest, (await app.ReviewAsync("t")).Digest);
        Assert.Equal(2, (await app.Desk.ApproveAsync(edited, Ana)).Step);
        var decided = await app.Desk.ApproveAsync(edited, Fay);
        Assert.Equal(ReviewState.Approved, decided.State);
        await app.ResumeAsync("t");
        Assert.Equal(["Pay less"], await app.Till.DoneAsync("t"));
        Assert.Equal("less", (await app.Desk.GetAsync(review.Id)).EffectiveArguments.GetProperty("what").GetString());
    }

    [Theory, AllServers]
    public async Task An_edit_in_a_later_step_begins_with_the_first_step_again(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, new PolicyRule { Function = "Pay", ReviewerGroups = { "leads" }, Then = { new() { ReviewerGroups = ["finance"] } } });
        var next = await app.Desk.ApproveAsync(await app.ReviewAsync("t"), Ana);
        var edited = await app.Desk.EditAsync(next, Fay, JsonElement.Parse("""{"what":"less"}"""));
        Assert.Equal((ReviewState.Pending, 1), (edited.State, edited.Step));
        Assert.Equal(2, (await app.Desk.ApproveAsync(edited, Ana)).Step);
        await Assert.ThrowsAsync<ReviewerNotAllowedException>(() => app.Desk.ApproveAsync(edited, Fay));
        Assert.Equal(ReviewState.Approved, (await app.Desk.ApproveAsync(edited, Bob)).State);
        await app.ResumeAsync("t");
        Assert.Equal(["Pay less"], await app.Till.DoneAsync("t"));
    }

    [Theory, AllServers]
    public async Task Nobody_decides_what_the_agent_does_for_them(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix()) { User = "ana" };
        await app.InvokeAsync("t", "Pay a");
        var review = await app.ReviewAsync("t");
        foreach (var attempt in new Func<Task>[]
        {
            () => app.Desk.ApproveAsync(review, Ana), () => app.Desk.RejectAsync(review, Ana, "no"), () => app.Desk.RespondAsync(review, Ana, "x"),
            () => app.Desk.EditAsync(review, Ana, JsonElement.Parse("""{"what":"b"}""")), () => app.Desk.ClaimAsync(review.Id, Ana),
        })
        {
            var error = await Assert.ThrowsAsync<ReviewerNotAllowedException>(attempt);
            Assert.Equal((ReviewRefusal.OwnRequest, "ana"), (error.Refusal, error.ReviewerId));
        }

        Assert.Null(await app.Desk.ClaimNextAsync(Ana));
        Assert.Equal(ReviewState.Pending, (await app.ReviewAsync("t")).State);
        await app.Desk.ApproveAsync(review, Bob);
    }

    [Theory, AllServers]
    public async Task A_review_is_passed_on_and_whoever_did_may_be_kept_from_deciding(ServerKind kind)
    {
        foreach (var separate in new[] { false, true })
        {
            await using var app = await PausedAsync(
                kind,
                new PolicyRule { Function = "Pay", ReviewerGroups = { "leads" }, EscalateTo = { new() { ReviewerGroups = ["finance"], Deadline = TimeSpan.FromHours(1) } } },
                o => o.Policy.SeparateEscalation = separate);
            var review = await app.ReviewAsync("t");
            await Assert.ThrowsAsync<ReviewerNotAllowedException>(() => app.Desk.EscalateAsync(review.Id, Fay, "?"));
            await Assert.ThrowsAsync<InvalidDecisionException>(() => app.Desk.EscalateAsync(review.Id, Bob, " "));

            var passed = await app.Desk.EscalateAsync(review.Id, Bob, "too much for me");
            Assert.Equal((1, ReviewState.Pending), (passed.Escalations, passed.State));
            Assert.Equal(["finance"], passed.ReviewerGroups);
            Assert.InRange(passed.Deadline!.Value - passed.CreatedAt, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
            Assert.Equal("too much for me", Assert.Single(passed.Comments).Text);
            await Assert.ThrowsAsync<ReviewerNotAllowedException>(() => app.Desk.ApproveAsync(review, Ana));
            await Assert.ThrowsAsync<InvalidDecisionException>(() => app.Desk.EscalateAsync(review.Id, Fay, "further"));
            if (separate)
            {
                Assert.Equal(ReviewRefusal.OwnEscalation, (await Assert.ThrowsAsync<ReviewerNotAllowedException>(() => app.Desk.ApproveAsync(review, Bob))).Refusal);
                await app.Desk.ApproveAsync(review, Fay);
            }
            else
            {
                await app.Desk.ApproveAsync(review, Bob);
            }

            await app.ResumeAsync("t");
            Assert.Equal(["Pay a"], await app.Till.DoneAsync("t"));
        }
    }

    [Theory, AllServers]
    public async Task A_quorum_holds_when_everybody_decides_at_once(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, new PolicyRule { Function = "Pay", Quorum = 3 }, plan: "Pay a, Pay b, Pay c, Pay d");
        var reviews = await app.PendingAsync("t");
        string[] people = ["p1", "p2", "p3", "p1", "p2", "p1"];
        var outcomes = await Task.WhenAll(reviews.SelectMany(r => people.Select(p => Task.Run(async () =>
        {
            try
            {
                return (r.Id, (await app.Desk.ApproveAsync(r, new Reviewer(p))).State == ReviewState.Approved, Counted: true);
            }
            catch (Hitl.Memory.HitlException e) when (e is ReviewerNotAllowedException or AlreadyDecidedException)
            {
                return (r.Id, false, Counted: false);
            }
        }))));

        foreach (var review in reviews)
        {
            var decided = await app.Desk.GetAsync(review.Id);
            Assert.Equal(ReviewState.Approved, decided.State);
            Assert.Equal(["p1", "p2", "p3"], decided.Votes.Append(decided.Decision!).Select(v => v.Reviewer.Id).Order(StringComparer.Ordinal));
            Assert.Equal(3, outcomes.Count(o => o.Id == review.Id && o.Counted));
        }
    }

    [Theory, AllServers]
    public async Task Whatever_is_done_at_the_desk_is_on_record_and_every_refused_attempt(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, new PolicyRule { Function = "Pay", ReviewerGroups = { "leads" }, EscalateTo = { new() { ReviewerGroups = ["finance"] } } });
        var review = await app.Desk.ClaimAsync((await app.ReviewAsync("t")).Id, Ana);
        await Assert.ThrowsAsync<ReviewerNotAllowedException>(() => app.Desk.ClaimAsync(review.Id, Fay));
        await Assert.ThrowsAsync<ReviewerNotAllowedException>(() => app.Desk.ApproveAsync(review, Fay));
        await Assert.ThrowsAsync<ReviewClaimedException>(() => app.Desk.ApproveAsync(review, Bob));
        await Assert.ThrowsAsync<StaleDecisionException>(() => app.Desk.RejectAsync(review with { Arguments = JsonElement.Parse("""{"what":"b"}"""), Digest = CallDigest.Compute(review.Tool, JsonElement.Parse("""{"what":"b"}""")) }, Ana, "no"));
        await app.Desk.CommentAsync(review.Id, Bob, "hm");
        await app.Desk.ExtendClaimAsync(review, Ana);
        await app.Desk.EscalateAsync(review.Id, Ana, "too much");
        await app.Desk.ApproveAsync(await app.Desk.GetAsync(review.Id), Fay);
        await Assert.ThrowsAsync<AlreadyDecidedException>(() => app.Desk.ApproveAsync(review, Bob));

        List<(string, string?, string?)> seen = [];
        await foreach (var e in app.Services.GetRequiredService<AuditLog>().ReadThreadAsync("t"))
        {
            if (e.Actor.Kind == ActorKind.Person)
            {
                seen.Add((e.Kind, e.Actor.Id, e.Refused));
            }
        }

        Assert.Equal(
            [
                (EventKinds.ReviewClaimed, "ana", null), (EventKinds.ReviewClaimed, "fay", "refused"), (EventKinds.ReviewDecided, "fay", "refused"), (EventKinds.ReviewDecided, "bob", "claimed"),
                (EventKinds.ReviewDecided, "ana", "stale"), (EventKinds.ReviewCommented, "bob", null), (EventKinds.ClaimExtended, "ana", null), (EventKinds.ReviewEscalated, "ana", null),
                (EventKinds.ReviewDecided, "fay", null), (EventKinds.ReviewDecided, "bob", "decided"),
            ],
            seen);
        Assert.Empty((await app.Services.GetRequiredService<AuditLog>().VerifyAsync()).Findings);
    }

    private async Task<LedgerApp> PausedAsync(ServerKind kind, PolicyRule rule, Action<HitlOptions>? configure = null, string plan = "Pay a")
    {
        var server = await servers.GetAsync(kind);
        var app = new LedgerApp(server.Connection, server.NewPrefix(), o =>
        {
            o.Policy.Rules.Add(rule);
            configure?.Invoke(o);
        });
        await app.InvokeAsync("t", plan);
        return app;
    }
}
