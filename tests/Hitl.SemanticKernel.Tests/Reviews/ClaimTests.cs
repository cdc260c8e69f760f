using Hitl.SemanticKernel.Tests.Ledger;

namespace Hitl.SemanticKernel.Tests.Reviews;

/// <summary>Taking reviews up, for a while, each by one person.</summary>
public class ClaimTests(RedisServers servers)
{
    private static readonly Reviewer Bob = new("bob", "Bob");

    [Theory, AllServers]
    public async Task The_next_review_is_claimed_by_one_person_and_decided_only_by_that_one(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, "Pay a, Pay b");
        var first = (await app.Desk.ClaimNextAsync(LedgerApp.Ana))!;
        var second = (await app.Desk.ClaimNextAsync(Bob))!;

        Assert.Equal(["a", "b"], new[] { first, second }.Select(r => r.Arguments.GetProperty("what").GetString()));
        Assert.Equal(("ana", "Ana"), (first.Claim!.ReviewerId, first.Claim.Name));
        Assert.NotEmpty(first.Conversation);
        Assert.Null(await app.Desk.ClaimNextAsync(new Reviewer("eve")));
        Assert.Equal(["ana", "bob"], (await app.Desk.ListAsync()).Select(r => r.Claim!.ReviewerId));

        var error = await Assert.ThrowsAsync<ReviewClaimedException>(async () => await app.Desk.ApproveAsync(await app.Desk.GetAsync(first.Id), Bob));
        Assert.Equal(("ana", first.Claim.Until), (error.ClaimedBy, error.Until));
        Assert.Equal("ana", (await Assert.ThrowsAsync<ReviewClaimedException>(() => app.Desk.ClaimAsync(first.Id, Bob))).ClaimedBy);
        await app.Desk.ApproveAsync(first, LedgerApp.Ana);
        await app.Desk.RejectAsync(second, Bob, "no");
        await Assert.ThrowsAsync<AlreadyDecidedException>(() => app.Desk.ClaimAsync(first.Id, LedgerApp.Ana));
        await app.ResumeAsync("t");
        Assert.Equal(["Pay a"], await app.Till.DoneAsync("t"));
    }

    [Theory, AllServers]
    public async Task A_claim_that_ends_puts_the_review_back_and_is_worth_nothing(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix, o => o.ClaimDuration = TimeSpan.FromSeconds(1));
        await using var other = new LedgerApp(server.Connection, prefix, o => o.ClaimDuration = TimeSpan.FromMinutes(1));
        await app.InvokeAsync("t", "Pay a");
        var claimed = (await app.Desk.ClaimNextAsync(LedgerApp.Ana))!;
        await Task.Delay(TimeSpan.FromSeconds(1.1));

        await Assert.ThrowsAsync<ClaimLostException>(() => app.Desk.ApproveAsync(claimed, LedgerApp.Ana));
        await Assert.ThrowsAsync<ClaimLostException>(() => app.Desk.ExtendClaimAsync(claimed, LedgerApp.Ana));
        await Assert.ThrowsAsync<ClaimLostException>(() => app.Desk.ReleaseClaimAsync(claimed, LedgerApp.Ana));
        Assert.Null(Assert.Single(await app.Desk.ListAsync()).Claim);
        var again = (await other.Desk.ClaimNextAsync(Bob))!;
        Assert.Equal(claimed.Id, again.Id);
        await Assert.ThrowsAsync<ReviewClaimedException>(() => app.Desk.ApproveAsync(claimed, LedgerApp.Ana));
        await app.Desk.ApproveAsync(again, Bob);
        Assert.Equal("bob", (await app.Desk.GetAsync(claimed.Id)).Decision!.Reviewer.Id);
    }

    [Theory, AllServers]
    public async Task A_claim_is_extended_and_given_back(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, "Pay a", TimeSpan.FromMinutes(1));
        var claimed = (await app.Desk.ClaimNextAsync(LedgerApp.Ana))!;
        await Task.Delay(20);
        var extended = await app.Desk.ExtendClaimAsync(claimed, LedgerApp.Ana);
        Assert.True(extended.Claim!.Until > claimed.Claim!.Until);
        await Assert.ThrowsAsync<ClaimLostException>(() => app.Desk.ReleaseClaimAsync(claimed, Bob));

        await app.Desk.ReleaseClaimAsync(extended, LedgerApp.Ana);
        await Assert.ThrowsAsync<ClaimLostException>(() => app.Desk.ApproveAsync(extended, LedgerApp.Ana));
        Assert.Equal(claimed.Id, (await app.Desk.ClaimNextAsync(Bob))!.Id);
    }

    [Theory, AllServers]
    public async Task Whoever_claims_again_has_a_new_claim_and_the_old_one_is_over(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, "Pay a", TimeSpan.FromMinutes(1));
        var first = (await app.Desk.ClaimNextAsync(LedgerApp.Ana))!;
        Assert.Null(await app.Desk.ClaimNextAsync(LedgerApp.Ana));
        var second = await app.Desk.ClaimAsync(first.Id, LedgerApp.Ana);
        await Assert.ThrowsAsync<ClaimLostException>(() => app.Desk.ApproveAsync(first, LedgerApp.Ana));
        await app.Desk.ApproveAsync(await app.Desk.GetAsync(second.Id), LedgerApp.Ana);
    }

    [Theory, AllServers]
    public async Task People_claim_only_what_they_may_decide(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix(), o =>
        {
            o.Policy.Rules.Add(new PolicyRule { Function = "Pay", ReviewerGroups = { "finance", "leads" } });
            o.Policy.Rules.Add(new PolicyRule { Function = "Transfer", ReviewerGroups = { "leads" } });
        });
        app.User = "lea";
        await app.InvokeAsync("t", "Pay a, Transfer b");
        app.User = "bob";
        await app.InvokeAsync("u", "Transfer c");
        var (lea, joe) = (new Reviewer("lea") { Groups = ["leads"] }, new Reviewer("joe") { Groups = ["finance"] });

        Assert.Null(await app.Desk.ClaimNextAsync(LedgerApp.Ana));
        Assert.Equal("c", What(await app.Desk.ClaimNextAsync(lea)));
        Assert.Null(await app.Desk.ClaimNextAsync(lea));
        var pay = (await app.Desk.ListAsync(new ReviewQuery { Tool = "Till-Pay" })).Reviews[0];
        var refused = await Assert.ThrowsAsync<ReviewerNotAllowedException>(() => app.Desk.ClaimAsync(pay.Id, lea));
        Assert.Equal(ReviewRefusal.OwnRequest, refused.Refusal);
        Assert.Null(await app.Desk.ClaimNextAsync(joe, new ReviewQuery { Tool = "Till-Transfer" }));
        Assert.Equal("a", What(await app.Desk.ClaimNextAsync(joe, new ReviewQuery { ThreadId = "t", Flags = RiskFlags.Financial })));
        Assert.Equal(ReviewRefusal.NotAsked, (await Assert.ThrowsAsync<ReviewerNotAllowedException>(async () => await app.Desk.ClaimAsync((await app.ReviewAsync("u")).Id, joe))).Refusal);
        await Assert.ThrowsAsync<UnknownReviewException>(() => app.Desk.ClaimAsync("r0-0123456789abcdef", joe));
    }

    [Theory, AllServers]
    public async Task Comments_are_kept_in_order_and_may_hold_markup(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, "Pay a");
        var id = (await app.ReviewAsync("t")).Id;
        await app.Desk.CommentAsync(id, LedgerApp.Ana, "<b>see</b> [red]this[/]\nand that");
        var said = await app.Desk.CommentAsync(id, Bob, "ok");

        var comments = (await app.Desk.GetAsync(id)).Comments;
        Assert.Equal([("ana", "<b>see</b> [red]this[/]\nand that"), ("bob", "ok")], comments.Select(c => (c.Reviewer.Id, c.Text)));
        Assert.Equal(said.At, comments[1].At);
        await Assert.ThrowsAsync<UnknownReviewException>(() => app.Desk.CommentAsync("r0-0123456789abcdef", Bob, "x"));
    }

    [Theory, AllServers]
    public async Task A_bulk_decision_says_what_became_of_each(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, "Pay a, Pay b, Pay c, Pay d", TimeSpan.FromMinutes(1));
        var reviews = await app.Desk.ListAsync();
        await app.Desk.RejectAsync(reviews[0], Bob, "no");
        await app.Desk.ClaimAsync(reviews[1].Id, Bob);
        List<Review> all = [.. reviews, reviews[2] with { Digest = new string('0', 64) }, reviews[2] with { Id = "r0-0123456789abcdef" }];

        var results = await app.Desk.ApproveAllAsync(all, LedgerApp.Ana, "all fine");

        Assert.Equal(all.Select(r => r.Id), results.Select(r => r.ReviewId));
        Assert.Equal(
            [typeof(AlreadyDecidedException), typeof(ReviewClaimedException), null, null, typeof(StaleDecisionException), typeof(UnknownReviewException)],
            results.Select(r => r.Error?.GetType()));
        Assert.Equal([ReviewState.Approved, ReviewState.Approved], results.Where(r => r.Review is not null).Select(r => r.Review!.State));
        var rejected = await app.Desk.RejectAllAsync([reviews[1]], Bob, "no");
        Assert.Equal(ReviewState.Rejected, Assert.Single(rejected).Review!.State);
        await app.ResumeAsync("t");
        Assert.Equal(["Pay c", "Pay d"], await app.Till.DoneAsync("t"));
    }

    private static string? What(Review? review) => review?.Arguments.GetProperty("what").GetString();

    private async Task<LedgerApp> PausedAsync(ServerKind kind, string plan, TimeSpan? claim = null)
    {
        var server = await servers.GetAsync(kind);
        var app = new LedgerApp(server.Connection, server.NewPrefix(), o => o.ClaimDuration = claim ?? TimeSpan.FromSeconds(1));
        await app.InvokeAsync("t", plan);
        return app;
    }
}
