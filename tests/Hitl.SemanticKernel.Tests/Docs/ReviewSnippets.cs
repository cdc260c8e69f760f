using System.Text.Json;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Docs;

public class ReviewSnippets(RedisServers servers)
{
    private static readonly Reviewer Ana = new("ana");

    [Fact]
    public async Task A_review_shows_everything_a_person_needs()
    {
        await using var app = await Paused(new Payments());
        var desk = app.Desk;

        #region queue
        foreach (var waiting in await desk.ListAsync())    // the most urgent first
        {
            var review = await desk.GetAsync(waiting.Id);
            Console.WriteLine($"{review.Tool} {review.Arguments}");
            Console.WriteLine($"risk {review.Risk.Score}: {string.Join("; ", review.Risk.Reasons.Select(r => r.Text))}");
            Console.WriteLine(review.PolicyReason);
            foreach (var message in review.Conversation)
            {
                Console.WriteLine($"{message.Role}: {message.Text}");
            }

            foreach (var call in review.Batch)
            {
                Console.WriteLine($"{call.Tool} is {call.State}");
            }
        }
        #endregion
    }

    [Fact]
    public async Task An_approved_call_runs_as_proposed()
    {
        var payments = new Payments();
        await using var app = await Paused(payments);
        var (desk, review) = (app.Desk, await First(app));

        #region decide-approve
        await desk.ApproveAsync(review, new Reviewer("ana", "Ana Ferreira"), "photo of the broken cups seen");
        #endregion

        await Resume(app);
        Assert.Equal(12.50m, Assert.Single(payments.Refunds).Amount);
    }

    [Fact]
    public async Task A_rejected_call_does_not_run()
    {
        var payments = new Payments();
        await using var app = await Paused(payments);
        var (desk, review) = (app.Desk, await First(app));

        #region decide-reject
        await desk.RejectAsync(review, new Reviewer("ana"), "The order was returned already.");
        #endregion

        Assert.Equal("Done: The call was not run: a reviewer rejected it. Reason: The order was returned already.", (await Resume(app)).Message?.Content);
        Assert.Empty(payments.Refunds);
    }

    [Fact]
    public async Task An_edited_call_runs_with_the_reviewers_arguments()
    {
        var payments = new Payments();
        await using var app = await Paused(payments);
        var (desk, review) = (app.Desk, await First(app));

        #region decide-edit
        var arguments = JsonElement.Parse("""{ "orderId": "1042", "amount": 10 }""");
        try
        {
            await desk.EditAsync(review, new Reviewer("ana"), arguments);
        }
        catch (InvalidDecisionException e)
        {
            Console.WriteLine(string.Join("\n", e.Errors));    // nothing was changed
        }
        #endregion

        Assert.Equal("""Done: A reviewer changed the arguments of this call before it ran. It ran with {"orderId":"1042","amount":10}. Result: refunded""", (await Resume(app)).Message?.Content);
        Assert.Equal(10m, Assert.Single(payments.Refunds).Amount);
        await Assert.ThrowsAsync<AlreadyDecidedException>(() => desk.ApproveAsync(review, Ana));
    }

    [Fact]
    public async Task A_person_answers_in_the_tools_place()
    {
        var payments = new Payments();
        await using var app = await Paused(payments);
        var (desk, review) = (app.Desk, await First(app));

        #region decide-respond
        await desk.RespondAsync(review, new Reviewer("ana"), "Refunded by hand, 12.50 EUR.");
        #endregion

        Assert.Equal("Done: Refunded by hand, 12.50 EUR.", (await Resume(app)).Message?.Content);
        Assert.Empty(payments.Refunds);
    }

    [Fact]
    public async Task A_call_whose_outcome_is_not_known_is_asked_about()
    {
        // A turn that is cancelled while a call runs leaves the call as a dead process does.
        var server = await servers.GetAsync(ServerKind.Embedded);
        using var stop = new CancellationTokenSource();
        var runs = 0;
        var refund = KernelFunctionFactory.CreateFromMethod(
            async (string orderId, decimal amount, CancellationToken cancellationToken) =>
            {
                if (++runs == 1)
                {
                    await stop.CancelAsync();
                    cancellationToken.ThrowIfCancellationRequested();
                }

                return "refunded";
            },
            "Refund");
        await using var app = DocApp.Start(server, server.NewPrefix(), p => p.AddFromFunctions("Orders", [refund]));
        var (thread, kernel, desk) = (app.Threads.Get("t"), app.Kernel, app.Desk);
        var turn = await thread.InvokeAsync(kernel, "Refund 12.50 on order 1042.", cancellationToken: TestContext.Current.CancellationToken);
        await desk.ApproveAsync(turn.Reviews[0], Ana, cancellationToken: TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => thread.ResumeAsync(kernel, cancellationToken: stop.Token));

        #region outcome
        turn = await thread.ResumeAsync(kernel);
        foreach (var review in turn.Reviews.Where(r => r.Kind == ReviewKind.Outcome))
        {
            await desk.RespondAsync(review, new Reviewer("ana"), "refunded");    // the payment provider has it
        }
        #endregion

        Assert.Equal(AgentTurnStatus.AwaitingReview, turn.Status);
        Assert.Single(turn.Reviews);
        Assert.Equal("Done: refunded", (await thread.ResumeAsync(kernel, cancellationToken: TestContext.Current.CancellationToken)).Message?.Content);
        Assert.Equal(1, runs);
    }

    private async Task<DocApp> Paused(Payments payments)
    {
        var server = await servers.GetAsync(ServerKind.Embedded);
        var app = DocApp.Start(server, server.NewPrefix(), p => p.AddFromObject(new OrdersPlugin(payments), "Orders"));
        var turn = await app.Threads.Get("t").InvokeAsync(app.Kernel, "Refund 12.50 on order 1042.");
        Assert.Equal(AgentTurnStatus.AwaitingReview, turn.Status);
        return app;
    }

    private static async Task<Review> First(DocApp app) => await app.Desk.GetAsync((await app.Desk.ListAsync())[0].Id);

    private static Task<AgentTurn> Resume(DocApp app) => app.Threads.Get("t").ResumeAsync(app.Kernel);
}
