namespace Hitl.SemanticKernel.Tests.Ledger;

/// <summary>What deadlines do, by the server's clock, whoever touches the thread next.</summary>
public class DeadlineTests(RedisServers servers)
{
    [Theory, AllServers]
    public async Task A_veto_window_lets_the_call_run_when_it_is_over(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, DeadlineAction.Approve);
        var review = await app.ReviewAsync("t");
        Assert.Equal(AgentTurnStatus.AwaitingReview, (await app.ResumeAsync("t")).Status);
        Assert.Empty(await app.Till.DoneAsync("t"));

        await PassAsync(review);
        var turn = await app.ResumeAsync("t");

        Assert.Equal(AgentTurnStatus.Completed, turn.Status);
        Assert.Equal(["Pay a"], await app.Till.DoneAsync("t"));
        var decided = await app.Desk.GetAsync(review.Id);
        Assert.Equal((ReviewState.Approved, true, review.Deadline), (decided.State, decided.Decision!.ByDeadline, decided.Decision.DecidedAt));
        Assert.Empty(await app.PendingAsync("t"));
        await app.AssertWholeAsync("t");
    }

    [Theory, AllServers]
    public async Task A_veto_keeps_the_call_from_running(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, DeadlineAction.Approve);
        var review = await app.ReviewAsync("t");
        await app.Desk.RejectAsync(review, LedgerApp.Ana, "not now");
        await PassAsync(review);

        Assert.Equal(AgentTurnStatus.Completed, (await app.ResumeAsync("t")).Status);
        Assert.Empty(await app.Till.DoneAsync("t"));
        Assert.Equal(ReviewState.Rejected, (await app.Desk.GetAsync(review.Id)).State);
    }

    [Theory, AllServers]
    public async Task What_nobody_decides_in_time_is_rejected_and_the_model_is_told(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, DeadlineAction.Reject);
        var review = await app.ReviewAsync("t");
        await PassAsync(review);

        var late = await Assert.ThrowsAsync<AlreadyDecidedException>(() => app.Desk.ApproveAsync(review, LedgerApp.Ana));
        Assert.Equal(ReviewState.Expired, late.State);
        Assert.Contains("expired", late.Message, StringComparison.Ordinal);
        Assert.Empty(await app.PendingAsync("t"));
        Assert.Contains(ToolMessages.Expired, (await app.ResumeAsync("t")).Message!.Content, StringComparison.Ordinal);
        Assert.Empty(await app.Till.DoneAsync("t"));
        var call = Assert.Single((await app.Thread("t").GetHistoryAsync()).Calls);
        Assert.Equal((CallState.Rejected, true), (call.State, call.Decision!.ByDeadline));
    }

    [Theory, AllServers]
    public async Task A_deadline_may_do_nothing(ServerKind kind)
    {
        await using var app = await PausedAsync(kind, DeadlineAction.Wait);
        var review = await app.ReviewAsync("t");
        await PassAsync(review);

        Assert.Equal(AgentTurnStatus.AwaitingReview, (await app.ResumeAsync("t")).Status);
        await app.Desk.ApproveAsync(review, LedgerApp.Ana);
        await app.ResumeAsync("t");
        Assert.Equal(["Pay a"], await app.Till.DoneAsync("t"));
    }

    [Theory, AllServers]
    public async Task A_later_policy_does_not_judge_again_what_waits(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var before = new LedgerApp(server.Connection, prefix, o => o.Policy.Name = "before");
        await before.InvokeAsync("t", "Pay a");
        await using var after = new LedgerApp(server.Connection, prefix, o =>
        {
            o.Policy.Name = "after";
            o.Policy.Rules.Add(new PolicyRule { Verdict = Verdict.Deny });
        });

        var review = await after.ReviewAsync("t");
        Assert.StartsWith("before@", review.PolicyVersion, StringComparison.Ordinal);
        await after.Desk.ApproveAsync(review, LedgerApp.Ana);
        await after.ResumeAsync("t");

        Assert.Equal(["Pay a"], await after.Till.DoneAsync("t"));
        Assert.StartsWith("before@", Assert.Single((await after.Thread("t").GetHistoryAsync()).Calls).PolicyVersion, StringComparison.Ordinal);
    }

    [Theory, AllServers]
    public async Task Only_members_of_the_groups_decide(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix(), o => o.Policy.Rules.Add(new PolicyRule { Function = "Pay", ReviewerGroups = { "finance", "1:x" } }));
        await app.InvokeAsync("t", "Pay a");
        var review = await app.ReviewAsync("t");
        Assert.Equal(["finance", "1:x"], review.ReviewerGroups);

        var refused = await Assert.ThrowsAsync<ReviewerNotAllowedException>(() => app.Desk.ApproveAsync(review, LedgerApp.Ana));
        Assert.Equal(["finance", "1:x"], refused.Groups);
        await Assert.ThrowsAsync<ReviewerNotAllowedException>(() => app.Desk.RejectAsync(review, LedgerApp.Ana with { Groups = ["Finance", "x"] }, "no"));
        Assert.Equal(ReviewState.Pending, (await app.ReviewAsync("t")).State);

        var decided = await app.Desk.ApproveAsync(review, LedgerApp.Ana with { Groups = ["sales", "1:x"] });
        Assert.Equal(["sales", "1:x"], decided.Decision!.Reviewer.Groups);
        Assert.Equal(["sales", "1:x"], (await app.Desk.GetAsync(review.Id)).Decision!.Reviewer.Groups);
    }

    private static async Task PassAsync(Review review) =>
        await Task.Delay(review.Deadline!.Value - review.CreatedAt + TimeSpan.FromMilliseconds(50));

    private async Task<LedgerApp> PausedAsync(ServerKind kind, DeadlineAction action)
    {
        var server = await servers.GetAsync(kind);
        var app = new LedgerApp(server.Connection, server.NewPrefix(), o => (o.Policy.Deadline, o.Policy.OnDeadline) = (TimeSpan.FromSeconds(1), action));
        Assert.Equal(AgentTurnStatus.AwaitingReview, (await app.InvokeAsync("t", "Pay a")).Status);
        return app;
    }
}
