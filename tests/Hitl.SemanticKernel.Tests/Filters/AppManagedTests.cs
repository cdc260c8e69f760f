using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Hitl.SemanticKernel.Tests.Filters;

/// <summary>Apps that register the filters and call Semantic Kernel themselves.</summary>
public class AppManagedTests(RedisServers servers)
{
    private readonly OrderTools _tools = new();

    /// <summary>How the app says which thread it is.</summary>
    public enum Named
    {
        ByKernel,
        BySettings,
        Not,
    }

    [Theory]
    [AllPaths(Named.BySettings)]
    [AllPaths(Named.Not)]
    public async Task A_result_that_is_held_pauses_the_conversation(ServerKind kind, ModelPath path, bool streaming, Named named)
    {
        await using var agent = await StartAsync(
            kind, path, streaming, Agent.Calls(path, ("a", "Orders-Broken", """{"id":"1"}"""), ("b", "Orders-Lookup", """{"id":"2"}""")), StubReply.Text("Done."));
        agent.Options = o => o.Boundary.Actions["failed"] = BoundaryActions.Hold;
        ChatHistory history = [new(AuthorRole.User, "Look.")];

        await using (var services = agent.Provider())
        {
            var kernel = agent.Kernel(services);
            await AskAsync(agent, services, kernel, history, named);
            var turn = kernel.TakePausedTurn()!;
            Assert.Equal((ReviewKind.Result, "a"), (Assert.Single(turn.Reviews).Kind, turn.Reviews[0].CallId));
            agent.ThreadId = turn.ThreadId;
            Assert.Equal(["broken 1", "lookup 2"], _tools.Effects);
            await agent.DecideAsync(turn, (desk, review) => desk.RespondAsync(review, new Reviewer("ana"), "not known yet"));
        }

        Assert.Equal("Done.", (await agent.ResumeAsync()).Message!.Content);
        Assert.Equal("not known yet", Wire.Results(agent.Model)["a"]);
        Assert.Equal(["broken 1", "lookup 2"], _tools.Effects);
        await agent.VerifyAsync("Done.");
    }

    [Theory]
    [AllPaths(Named.ByKernel)]
    [AllPaths(Named.BySettings)]
    [AllPaths(Named.Not)]
    public async Task A_paused_conversation_goes_on_as_a_thread_and_then_with_the_app_again(ServerKind kind, ModelPath path, bool streaming, Named named)
    {
        await using var agent = await StartAsync(
            kind, path, streaming,
            Agent.Calls(path, ("a", "Orders-Lookup", """{"id":"1"}""")) with { Content = "First." },
            Agent.Calls(path, ("b", "Orders-Refund", """{"id":"2","amount":2}"""), ("c", "Orders-Lookup", """{"id":"3"}""")),
            StubReply.Text("Refunded."),
            Agent.Calls(path, ("d", "Orders-Lookup", """{"id":"4"}""")),
            StubReply.Text("Bye."));
        ChatHistory history = [new(AuthorRole.System, "Be kind."), new(AuthorRole.User, "Refund 2.")];

        await using (var services = agent.Provider())
        {
            var kernel = agent.Kernel(services);
            await AskAsync(agent, services, kernel, history, named);
            var turn = kernel.TakePausedTurn()!;
            Assert.Equal(AgentTurnStatus.AwaitingReview, turn.Status);
            Assert.Equal("b", Assert.Single(turn.Reviews).CallId);
            Assert.Null(kernel.TakePausedTurn());
            Assert.Equal(named != Named.Not, turn.ThreadId == agent.ThreadId);
            agent.ThreadId = turn.ThreadId;
            Assert.Equal(["lookup 1", "lookup 3"], _tools.Effects);
            Assert.Equal(2, agent.Model.Requests.Count);
            if (path == ModelPath.Connector)
            {
                Assert.True(history.RemovePlaceholders(turn) > 0);
                Assert.Equal(["system", "user", "assistant", "tool", "assistant"], history.Select(m => m.Role.Label.ToLowerInvariant()));
            }

            await agent.ApproveAsync(turn);
        }

        Assert.Equal("Refunded.", (await agent.ResumeAsync()).Message!.Content);
        var stored = await agent.VerifyAsync("Refunded.");
        Assert.All(stored.Calls, c => Assert.Equal(CallState.Succeeded, c.State));

        history = stored.ToChatHistory();
        history.AddUserMessage("And 4?");
        await using (var services = agent.Provider())
        {
            var kernel = agent.Kernel(services);
            Assert.Equal("Bye.", await AskAsync(agent, services, kernel, history, named == Named.Not ? Named.ByKernel : named));
            Assert.Null(kernel.TakePausedTurn());
        }

        Assert.Equal(["lookup 1", "lookup 3", "refund 2 2", "lookup 4"], _tools.Effects);
        Wire.CheckResults(agent.Model.LastMessages);
        stored = await agent.HistoryAsync();
        Assert.Equal("d", stored.Messages[^1].Contents.OfType<Microsoft.Extensions.AI.FunctionResultContent>().Single().CallId);
    }

    [Theory]
    [AllServers(false)]
    [AllServers(true)]
    public async Task Placeholders_are_found_by_ids_that_the_model_used_before(ServerKind kind, bool streaming)
    {
        await using var agent = await StartAsync(
            kind, ModelPath.Connector, streaming,
            Agent.Calls(ModelPath.Connector, ("call/1", "Orders-Lookup", """{"id":"1"}""")),
            Agent.Calls(ModelPath.Connector, ("call/1", "Orders-Refund", """{"id":"2","amount":2}""")));
        ChatHistory history = [new(AuthorRole.User, "Refund 2.")];
        await using var services = agent.Provider();
        var kernel = agent.Kernel(services);
        await AskAsync(agent, services, kernel, history, Named.ByKernel);

        Assert.Equal(5, history.Count);
        Assert.Equal(1, history.RemovePlaceholders(kernel.TakePausedTurn()!));
        Assert.Equal(["user", "assistant", "tool", "assistant"], history.Select(m => m.Role.Label.ToLowerInvariant()));
    }

    [Theory]
    [AllPaths(true)]
    [AllPaths(false)]
    public async Task A_history_that_contradicts_the_thread_stops_before_anything_runs(ServerKind kind, ModelPath path, bool streaming, bool older)
    {
        await using var agent = await StartAsync(
            kind, path, streaming,
            Agent.Calls(path, ("a", "Orders-Refund", """{"id":"1","amount":1}""")),
            StubReply.Text("Refunded."),
            Agent.Calls(path, ("b", "Orders-Lookup", """{"id":"2"}""")),
            StubReply.Text("Leaked."));
        var turn = await agent.InvokeAsync("Refund 1.");
        await agent.ApproveAsync(turn);
        await agent.ResumeAsync();
        var before = (await agent.HistoryAsync()).Messages.Count;

        var history = (await agent.HistoryAsync()).ToChatHistory();
        if (older)
        {
            history.RemoveAt(history.Count - 1);
        }
        else
        {
            // As an app holds it that kept the placeholder of the pause.
            history[2] = new ChatMessageContent(AuthorRole.Tool, [new Microsoft.SemanticKernel.FunctionResultContent("Refund", "Orders", "a", "")]);
        }

        history.AddUserMessage("And 2?");
        await using var services = agent.Provider();
        var kernel = agent.Kernel(services);
        await AskAsync(agent, services, kernel, history, Named.ByKernel);

        var conflict = Assert.Throws<HistoryConflictException>(() => kernel.TakePausedTurn());
        Assert.Contains(agent.ThreadId, conflict.Message, StringComparison.Ordinal);
        Assert.Equal(["refund 1 1"], _tools.Effects);
        Assert.Equal(3, agent.Model.Requests.Count);
        Assert.Equal(before, (await agent.HistoryAsync()).Messages.Count);
    }

    [Theory, AllPaths]
    public async Task A_thread_that_waits_takes_no_other_batch(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(
            kind, path, streaming, Agent.Calls(path, ("a", "Orders-Refund", """{"id":"1","amount":1}""")), Agent.Calls(path, ("b", "Orders-Lookup", """{"id":"2"}""")));
        var turn = await agent.InvokeAsync("Refund 1.");
        await using var services = agent.Provider();
        var kernel = agent.Kernel(services);
        await AskAsync(agent, services, kernel, [new(AuthorRole.User, "Refund 1.")], Named.BySettings);

        var waits = Assert.Throws<ThreadAwaitingReviewException>(() => kernel.TakePausedTurn(agent.ThreadId));
        Assert.Equal(turn.Reviews.Select(r => r.Id), waits.ReviewIds);
        Assert.Empty(_tools.Effects);
    }

    [Theory, AllPaths]
    public async Task Another_filter_that_ends_the_turn_does_not_keep_the_thread(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(
            kind, path, streaming,
            Agent.Calls(path, ("a", "Orders-Lookup", """{"id":"1"}"""), ("b", "Orders-Lookup", """{"id":"2"}""")),
            StubReply.Text("Done."));
        agent.Services = services => services.AddSingleton<IAutoFunctionInvocationFilter, EndingFilter>();
        await using (var services = agent.Provider())
        {
            await AskAsync(agent, services, agent.Kernel(services), [new(AuthorRole.User, "Please.")], Named.ByKernel);
            agent.Services = _ => { };
            var turn = await agent.InvokeAsync("Go on.");
            Assert.Equal("Done.", turn.Message!.Content);
        }

        Assert.Equal(["lookup 1"], _tools.Effects);
        await agent.VerifyAsync("Done.");
    }

    private sealed class EndingFilter : IAutoFunctionInvocationFilter
    {
        public async Task OnAutoFunctionInvocationAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
        {
            await next(context);
            context.Terminate = true;
        }
    }

    private static async Task<string> AskAsync(Agent agent, IServiceProvider services, Kernel kernel, ChatHistory history, Named named)
    {
        var settings = new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };
        if (named == Named.ByKernel)
        {
            kernel.UseThread(agent.ThreadId);
        }
        else if (named == Named.BySettings)
        {
            settings.UseThread(agent.ThreadId);
        }

        var chat = agent.Path == ModelPath.Connector
            ? services.GetRequiredService<IChatCompletionService>()
            : services.GetRequiredService<IChatClient>().AsChatCompletionService(services);
        if (!agent.Streaming)
        {
            return (await chat.GetChatMessageContentAsync(history, settings, kernel)).Content ?? "";
        }

        var text = "";
        await foreach (var piece in chat.GetStreamingChatMessageContentsAsync(history, settings, kernel))
        {
            text += piece.Content;
        }

        return text;
    }

    private async Task<Agent> StartAsync(ServerKind kind, ModelPath path, bool streaming, params StubReply[] replies)
    {
        var agent = await Agent.StartAsync(await servers.GetAsync(kind), path, streaming, replies);
        agent.Tools = _tools.AddTo;
        return agent;
    }
}
