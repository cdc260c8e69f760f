using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Docs;

public class DeskSnippets(RedisServers servers)
{
    [Fact]
    public async Task The_queue_is_filtered_and_read_in_pages()
    {
        await using var app = await StartAsync(3);
        await PauseAsync(app);
        var desk = app.Desk;
        var seen = 0;

        #region page
        var query = new ReviewQuery { Tool = "Orders-Refund", Flags = RiskFlags.Financial, For = new Reviewer("ana") { Groups = ["finance"] } };
        string? next = null;
        do
        {
            var page = await desk.ListAsync(query, limit: 50, next);
            foreach (var review in page.Reviews)
            {
                Console.WriteLine($"{review.Urgency!.By:u} {review.Tool}: {review.Urgency.Reason}");
                seen++;
            }

            next = page.Next;
        }
        while (next is not null);
        #endregion

        Assert.Equal(3, seen);
    }

    [Fact]
    public async Task The_next_review_is_claimed_and_decided()
    {
        await using var app = await StartAsync(2);
        await PauseAsync(app);
        var desk = app.Desk;

        #region claim
        var ana = new Reviewer("ana", "Ana Ferreira") { Groups = ["finance"] };
        while (await desk.ClaimNextAsync(ana) is { } review)
        {
            review = await desk.ExtendClaimAsync(review, ana);    // while she looks things up
            await desk.CommentAsync(review.Id, ana, "The photo shows the broken cups.");
            await desk.ApproveAsync(review, ana);
        }
        #endregion

        Assert.Equal(0, await desk.CountAsync());
    }

    [Fact]
    public async Task Several_reviews_are_decided_at_once()
    {
        await using var app = await StartAsync(3);
        await PauseAsync(app);
        var (desk, ana) = (app.Desk, new Reviewer("ana"));

        #region bulk
        var page = await desk.ListAsync(new ReviewQuery { ThreadId = "t" });
        foreach (var result in await desk.RejectAllAsync(page.Reviews, ana, "The shop is closed."))
        {
            Console.WriteLine(result.Error is null ? $"{result.ReviewId} is {result.Review!.State}" : result.Error.Message);
        }
        #endregion

        Assert.Equal(0, await desk.CountAsync());
    }

    [Fact]
    public async Task The_desk_is_watched()
    {
        await using var app = await StartAsync(1);
        await PauseAsync(app);
        var desk = app.Desk;
        using var stop = new CancellationTokenSource();
        var closing = stop.Token;
        var shown = 0;
        void Show(Review review)
        {
            shown++;
            stop.Cancel();
        }

        var watching = Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            #region watch-desk
            await foreach (var review in desk.WatchAsync(cancellationToken: closing))
            {
                Show(review);    // pending, or changed: by State and Claim
            }
            #endregion
        });

        await watching;
        Assert.Equal(1, shown);
    }

    [Fact]
    public async Task An_approval_holds_for_further_calls()
    {
        var payments = new Payments();
        await using var app = await StartAsync(1, payments);
        await PauseAsync(app);
        var (desk, ana, approvals) = (app.Desk, new Reviewer("ana"), app.Get<ScopedApprovals>());
        var review = (await desk.ListAsync())[0];

        #region always
        await desk.ApproveAlwaysAsync(review, ana, new AlwaysScope { Arguments = { ["amount"] = "[1-9]" }, Until = review.CreatedAt.AddDays(7), Times = 20 });
        #endregion

        await app.Threads.Get("t").ResumeAsync(app.Kernel);

        #region always-list
        foreach (var approval in await approvals.ListAsync())    // ScopedApprovals, from the services
        {
            Console.WriteLine($"{approval.Id}: {approval.Tool}, {approval.Used} of {approval.Times}, by {approval.Reviewer.Id}");
            await approvals.RevokeAsync(approval, ana);
        }
        #endregion

        Assert.Equal(1, Assert.Single(payments.Refunds).Amount);
        Assert.Empty(await approvals.ListAsync());
    }

    [Fact]
    public async Task A_review_is_passed_on()
    {
        await using var app = await StartAsync(1, options: o => o.Policy.EscalateTo.Add(new() { ReviewerGroups = ["board"] }));
        await PauseAsync(app);
        var (desk, ana) = (app.Desk, new Reviewer("ana"));
        var review = (await desk.ListAsync())[0];

        #region escalate
        review = await desk.EscalateAsync(review.Id, ana, "More than I may spend.");
        #endregion

        Assert.Equal(["board"], review.ReviewerGroups);
    }

    private static Task<AgentTurn> PauseAsync(DocApp app) => app.Threads.Get("t").InvokeAsync(app.Kernel, "Refund something.");

    private async Task<DocApp> StartAsync(int calls, Payments? payments = null, Action<HitlOptions>? options = null)
    {
        var server = await servers.GetAsync(ServerKind.Embedded);
        var model = DocApp.Model([.. Enumerable.Range(1, calls).Select(i => ("Orders_Refund", (object)new { orderId = "1042", amount = i }))]);
        return DocApp.Start(server, server.NewPrefix(), p => p.AddFromObject(new OrdersPlugin(payments ?? new Payments()), "Orders"), model, options: options);
    }
}
