using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Hitl.SemanticKernel.Tests.Docs;

public class ThreadSnippets(RedisServers servers)
{
    [Theory, AllServers]
    public async Task An_agent_pauses_a_person_decides_and_another_process_resumes(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        var payments = new Payments();

        await using (var app = Orders(server, prefix, payments))
        {
            var (threads, kernel) = (app.Threads, app.Kernel);

            #region pause
            var turn = await threads.Get("ticket 4711").InvokeAsync(kernel, "Refund 12.50 on order 1042.");
            if (turn.Status == AgentTurnStatus.AwaitingReview)
            {
                Console.WriteLine($"{turn.Reviews[0].Tool} waits: {turn.Reviews[0].Id}");
            }
            #endregion

            Assert.Equal(AgentTurnStatus.AwaitingReview, turn.Status);
        }

        await using (var app = Orders(server, prefix, payments))
        {
            var desk = app.Desk;
            var id = Assert.Single(await desk.ListAsync(cancellationToken: TestContext.Current.CancellationToken)).Id;

            #region approve
            var review = await desk.GetAsync(id);
            await desk.ApproveAsync(review, new Reviewer("ana"));
            #endregion

            Assert.Empty(payments.Refunds);
        }

        await using (var app = Orders(server, prefix, payments))
        {
            var (threads, kernel) = (app.Threads, app.Kernel);

            #region resume
            var turn = await threads.Get("ticket 4711").ResumeAsync(kernel);
            Console.WriteLine(turn.Message?.Content);
            #endregion

            Assert.Equal("Done: refunded", turn.Message?.Content);
            var refund = Assert.Single(payments.Refunds);
            Assert.Equal(("1042", 12.50m), (refund.OrderId, refund.Amount));
            Assert.Equal(32, refund.Key?.Length);
        }
    }

    [Fact]
    public async Task A_turn_can_be_streamed()
    {
        await using var app = Orders(await servers.GetAsync(ServerKind.Embedded), new Payments(), DocApp.Model(("Orders_Lookup", new { orderId = "1042" })));
        var (thread, kernel) = (app.Threads.Get("t"), app.Kernel);
        AgentTurn? last = null;

        #region stream
        await foreach (var update in thread.InvokeStreamingAsync(kernel, "Where is order 1042?"))
        {
            Console.Write(update.Content?.Content);
            last = update.Turn ?? last;    // the last update has the turn
        }
        #endregion

        Assert.Equal("Done: order 1042: 37.50 EUR", last?.Message?.Content);
    }

    [Fact]
    public async Task A_thread_is_begun_read_and_added_to()
    {
        await using var app = Orders(await servers.GetAsync(ServerKind.Embedded), new Payments());
        var (threads, kernel) = (app.Threads, app.Kernel);
        var settings = new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };

        #region begin
        var thread = threads.Get("ticket 4711");
        await thread.AppendAsync([new(AuthorRole.System, "You are the support agent of a shop.")]);
        var turn = await thread.InvokeAsync(kernel, "Refund 12.50 on order 1042.", settings);
        #endregion

        Assert.Equal(AgentTurnStatus.AwaitingReview, turn.Status);

        #region history
        var history = await thread.GetHistoryAsync();
        foreach (var call in history.Calls)
        {
            Console.WriteLine($"{call.Tool} {call.Effective} is {call.State}: {call.Result}");
        }

        ChatHistory messages = history.ToChatHistory();
        #endregion

        Assert.Equal([AuthorRole.System, AuthorRole.User, AuthorRole.Assistant], messages.Select(m => m.Role));
        Assert.Equal(CallState.Pending, Assert.Single(history.Calls).State);

        #region queued
        turn = await thread.InvokeAsync(kernel, "And tell me when it is done.");
        Console.WriteLine(turn.MessageQueued);    // True: it enters the thread after the results
        #endregion

        Assert.True(turn.MessageQueued);
        await app.Desk.RejectAsync(turn.Reviews[0], new Reviewer("ana"), "not this time", TestContext.Current.CancellationToken);
        await thread.ResumeAsync(kernel, settings, TestContext.Current.CancellationToken);
        messages = (await thread.GetHistoryAsync(TestContext.Current.CancellationToken)).ToChatHistory();
        Assert.Equal([AuthorRole.Tool, AuthorRole.User], messages.Skip(3).Take(2).Select(m => m.Role));
    }

    [Fact]
    public async Task A_thread_that_runs_elsewhere_is_waited_for()
    {
        var server = await servers.GetAsync(ServerKind.Embedded);
        var prefix = server.NewPrefix();
        var (entered, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var lookup = KernelFunctionFactory.CreateFromMethod(
            async () =>
            {
                entered.SetResult();
                await goOn.Task;
                return "shipped";
            },
            "Lookup");
        var model = DocApp.Model(("Orders_Lookup", new { }));
        await using var first = DocApp.Start(server, prefix, p => p.AddFromFunctions("Orders", [lookup]), model, options: o => o.LeaseDuration = TimeSpan.FromSeconds(2));
        await using var second = DocApp.Start(server, prefix, p => p.AddFromFunctions("Orders", [lookup]), model);
        var running = Task.Run(() => first.Threads.Get("t").InvokeAsync(first.Kernel, "Where is it?"));
        await entered.Task;
        var (thread, kernel, cancellationToken) = (second.Threads.Get("t"), second.Kernel, TestContext.Current.CancellationToken);
        _ = Task.Delay(200, cancellationToken).ContinueWith(_ => goOn.SetResult(), TaskScheduler.Default);

        #region busy
        AgentTurn turn;
        try
        {
            turn = await thread.ResumeAsync(kernel);
        }
        catch (ThreadBusyException busy)
        {
            await Task.Delay(busy.RetryAfter, cancellationToken);
            turn = await thread.ResumeAsync(kernel);
        }
        #endregion

        Assert.Equal("Done: shipped", turn.Message?.Content);
        await running;
    }

    [Fact]
    public async Task An_app_can_call_Semantic_Kernel_itself()
    {
        var chat = DocApp.Refunding().AsBuilder().UseKernelFunctionInvocation().Build().AsChatCompletionService();
        var payments = new Payments();
        await using var app = Orders(await servers.GetAsync(ServerKind.Embedded), payments, configure: s => s.AddSingleton(chat));
        var (kernel, threads, desk) = (app.Kernel, app.Threads, app.Desk);

        #region app-managed
        kernel.UseThread("ticket 4711");
        var history = new ChatHistory("You are the support agent of a shop.");
        history.AddUserMessage("Refund 12.50 on order 1042.");
        var settings = new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };
        var answer = await chat.GetChatMessageContentAsync(history, settings, kernel);
        if (kernel.TakePausedTurn() is { } paused)
        {
            history.RemovePlaceholders(paused);    // the answer is none, and the history has results that no tool gave
        }
        #endregion

        Assert.Empty(payments.Refunds);
        Assert.Null(kernel.TakePausedTurn());
        await desk.ApproveAsync(Assert.Single(await desk.ListAsync(cancellationToken: TestContext.Current.CancellationToken)), new Reviewer("ana"), cancellationToken: TestContext.Current.CancellationToken);

        #region app-managed-resume
        var thread = threads.Get("ticket 4711");
        var turn = await thread.ResumeAsync(kernel, settings);
        history = (await thread.GetHistoryAsync()).ToChatHistory();
        #endregion

        Assert.Equal("Done: refunded", turn.Message?.Content);
        Assert.Single(payments.Refunds);
        Assert.Equal([AuthorRole.System, AuthorRole.User, AuthorRole.Assistant, AuthorRole.Tool, AuthorRole.Assistant], history.Select(m => m.Role));
    }

    [Fact]
    public async Task A_function_invoked_directly_pauses_by_an_exception()
    {
        var payments = new Payments();
        await using var app = Orders(await servers.GetAsync(ServerKind.Embedded), payments);
        var (kernel, threads, desk) = (app.Kernel, app.Threads, app.Desk);
        ReviewRequiredException? caught = null;

        #region direct
        try
        {
            var result = await kernel.InvokeAsync("Orders", "Refund", new() { ["orderId"] = "1042", ["amount"] = 12.50m });
        }
        catch (ReviewRequiredException required)
        {
            Console.WriteLine($"decide {required.ReviewId}, then resume {required.ThreadId}");
            caught = required;
        }
        #endregion

        Assert.NotNull(caught);
        await desk.ApproveAsync(await desk.GetAsync(caught.ReviewId, TestContext.Current.CancellationToken), new Reviewer("ana"), cancellationToken: TestContext.Current.CancellationToken);

        #region direct-resume
        var turn = await threads.Get(caught.ThreadId).ResumeAsync(kernel);
        Console.WriteLine(turn.Results[0].Result);
        #endregion

        Assert.Equal("refunded", turn.Results[0].Result?.GetString());
        Assert.Single(payments.Refunds);
    }

    private static DocApp Orders(TestServer server, Payments payments, IChatClient? model = null, Action<IServiceCollection>? configure = null) =>
        DocApp.Start(server, server.NewPrefix(), p => p.AddFromObject(new OrdersPlugin(payments), "Orders"), model, configure);

    private static DocApp Orders(TestServer server, string prefix, Payments payments) =>
        DocApp.Start(server, prefix, p => p.AddFromObject(new OrdersPlugin(payments), "Orders"));
}
