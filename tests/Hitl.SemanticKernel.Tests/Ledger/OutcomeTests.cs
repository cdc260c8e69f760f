using System.Text.Json;

namespace Hitl.SemanticKernel.Tests.Ledger;

/// <summary>What a person can say of a call whose outcome is not known.</summary>
public class OutcomeTests(RedisServers servers)
{
    [Theory, AllServers]
    public async Task To_approve_runs_the_call_again_with_the_same_key(ServerKind kind)
    {
        await using var app = await LostAsync(kind, "Pay a", edit: null);
        var review = await app.ReviewAsync("t");
        Assert.Equal(ReviewKind.Outcome, review.Kind);
        await app.Desk.ApproveAsync(review, LedgerApp.Ana);

        Assert.Equal("done: Pay a ok", (await app.ResumeAsync("t")).Message!.Content);
        var effects = await app.Till.EffectsAsync("t");
        Assert.Equal(["Pay a", "Pay a"], effects.Select(e => e.What));
        Assert.Single(effects.Select(e => e.Key).Distinct());
        Assert.Equal(2, Assert.Single((await app.Thread("t").GetHistoryAsync()).Calls).Attempts);
        await app.AssertWholeAsync("t");
    }

    [Theory, AllServers]
    public async Task To_respond_gives_the_result_that_it_had(ServerKind kind)
    {
        await using var app = await LostAsync(kind, "Pay a", edit: null);
        await app.Desk.RespondAsync(await app.ReviewAsync("t"), LedgerApp.Ana, "paid, says the bank");

        Assert.Equal("done: paid, says the bank", (await app.ResumeAsync("t")).Message!.Content);
        Assert.Equal(["Pay a"], await app.Till.DoneAsync("t"));
        Assert.Equal(CallState.Responded, Assert.Single((await app.Thread("t").GetHistoryAsync()).Calls).State);
    }

    [Theory, AllServers]
    public async Task To_reject_tells_the_model_that_it_is_not_known(ServerKind kind)
    {
        await using var app = await LostAsync(kind, "Pay a", edit: null);
        await app.Desk.RejectAsync(await app.ReviewAsync("t"), LedgerApp.Ana, "leave it");

        var answer = (await app.ResumeAsync("t")).Message!.Content;
        Assert.Contains("not known whether the call took effect", answer, StringComparison.Ordinal);
        Assert.Contains("leave it", answer, StringComparison.Ordinal);
        Assert.Equal(["Pay a"], await app.Till.DoneAsync("t"));
    }

    [Theory, AllServers]
    public async Task It_cannot_be_edited(ServerKind kind)
    {
        await using var app = await LostAsync(kind, "Pay a", edit: null);
        var review = await app.ReviewAsync("t");
        await Assert.ThrowsAsync<InvalidDecisionException>(() => app.Desk.EditAsync(review, LedgerApp.Ana, Json("b")));
        await Assert.ThrowsAsync<StaleDecisionException>(() => app.Desk.EditAsync(review with { Kind = ReviewKind.Call }, LedgerApp.Ana, Json("b")));
        Assert.Equal(review.Id, (await app.ReviewAsync("t")).Id);
    }

    [Theory, AllServers]
    public async Task After_an_edit_the_edited_arguments_run_again_not_the_proposed_ones(ServerKind kind)
    {
        await using var app = await LostAsync(kind, "Pay a", edit: "b");
        var review = await app.ReviewAsync("t");
        Assert.Equal("b", review.Arguments.GetProperty("what").GetString());
        await app.Desk.ApproveAsync(review, LedgerApp.Ana);

        var answer = (await app.ResumeAsync("t")).Message!.Content;
        Assert.Equal(["Pay b", "Pay b"], await app.Till.DoneAsync("t"));
        Assert.Contains("A reviewer changed the arguments", answer, StringComparison.Ordinal);
        var call = Assert.Single((await app.Thread("t").GetHistoryAsync()).Calls);
        Assert.Equal("a", call.Proposed.GetProperty("what").GetString());
        Assert.Equal("b", call.Effective.GetProperty("what").GetString());
        Assert.Equal(DecisionKind.Approve, call.Decision!.Kind);
    }

    [Theory, AllServers]
    public async Task It_is_asked_again_when_the_second_run_is_lost_too(ServerKind kind)
    {
        await using var app = await LostAsync(kind, "Pay a", edit: null);
        var first = await app.ReviewAsync("t");
        await app.Desk.ApproveAsync(first, LedgerApp.Ana);
        await LoseAsync(app);
        var second = await app.ReviewAsync("t");
        Assert.NotEqual(first.Id, second.Id);
        await Assert.ThrowsAsync<AlreadyDecidedException>(() => app.Desk.RejectAsync(first, LedgerApp.Ana, "no"));
        await app.Desk.RespondAsync(second, LedgerApp.Ana, "twice");
        Assert.Equal("done: twice", (await app.ResumeAsync("t")).Message!.Content);
    }

    /// <summary>A thread whose run was stopped after the effect of its call and before the result was written.</summary>
    private async Task<LedgerApp> LostAsync(ServerKind kind, string plan, string? edit)
    {
        var server = await servers.GetAsync(kind);
        var app = new LedgerApp(server.Connection, server.NewPrefix());
        await app.InvokeAsync("t", plan);
        var review = await app.ReviewAsync("t");
        await (edit is null ? app.Desk.ApproveAsync(review, LedgerApp.Ana) : app.Desk.EditAsync(review, LedgerApp.Ana, Json(edit)));
        await LoseAsync(app);
        return app;
    }

    private static async Task LoseAsync(LedgerApp app)
    {
        using var stop = new CancellationTokenSource();
        app.Till.After = async (_, _, token) =>
        {
            await stop.CancelAsync();
            token.ThrowIfCancellationRequested();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => app.ResumeAsync("t", stop.Token));
        app.Till.After = null;
        Assert.Equal(AgentTurnStatus.AwaitingReview, (await app.ResumeAsync("t")).Status);
    }

    private static JsonElement Json(string what) => JsonSerializer.SerializeToElement(new { what });
}
