using Hitl.SemanticKernel.Tests.Ledger;
using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Hitl.SemanticKernel.Tests.Stopping;

/// <summary>A stop is met wherever a call is made.</summary>
public class StopPlacesTests(RedisServers servers)
{
    private static readonly StopTarget Notes = StopTarget.Tool("Till-Note");

    [Theory]
    [AllServers(Durability.EveryStep)]
    [AllServers(Durability.OnPause)]
    public async Task A_call_inside_of_another_lets_that_one_wait_as_a_whole(ServerKind kind, Durability durability)
    {
        var server = await servers.GetAsync(kind);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix(), o => o.Durability = durability);
        app.Till.After = (_, what, cancellationToken) => what == "a1" ? app.Stops.StopAsync(Notes, LedgerApp.Ana, "enough", cancellationToken) : Task.CompletedTask;
        var stopped = await Assert.ThrowsAsync<OversightStoppedException>(() => app.InvokeAsync("t", "Both a, Look b"));

        Assert.Equal(("Till-Note", "t"), (stopped.Tool, stopped.ThreadId));
        Assert.Equal(1, app.Model.Calls);
        Assert.Equal(["Note a1"], await app.Till.DoneAsync("t"));
        var calls = (await app.Thread("t").GetHistoryAsync()).Calls;
        Assert.Equal(
            [("Till-Both", CallState.Waiting), ("Till-Look", CallState.Ready), ("Till-Note", CallState.Ready), ("Till-Note", CallState.Succeeded)],
            calls.Select(c => (c.Tool, c.State)).Order());

        await app.Stops.LiftAsync(Notes, LedgerApp.Ana);
        Assert.Equal("done: Note a1 ok, Note a2 ok; Look b ok", (await app.ResumeAsync("t")).Message!.Content);
        Assert.Equal(["Note a1", "Note a2", "Look b"], await app.Till.DoneAsync("t"));
        await app.AssertWholeAsync("t");
    }

    [Theory, AllServers]
    public async Task A_call_inside_of_another_that_was_approved_stays_so(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix(), o => o.Policy.Rules.Add(new PolicyRule { Function = "Note", Verdict = Verdict.Review }));
        await app.InvokeAsync("t", "Both a");
        await app.Desk.ApproveAsync(await app.ReviewAsync("t"), LedgerApp.Ana);
        await app.Stops.StopAsync(Notes, LedgerApp.Ana, "enough");
        Assert.Equal("Till-Note", (await Assert.ThrowsAsync<OversightStoppedException>(() => app.ResumeAsync("t"))).Tool);
        Assert.Empty(await app.Till.DoneAsync("t"));
        Assert.Empty(await app.PendingAsync("t"));

        await app.Stops.LiftAsync(Notes, LedgerApp.Ana);
        Assert.Equal(AgentTurnStatus.AwaitingReview, (await app.ResumeAsync("t")).Status);
        Assert.Equal(["Note a1"], await app.Till.DoneAsync("t"));
        await app.Desk.ApproveAsync(await app.ReviewAsync("t"), LedgerApp.Ana);
        Assert.Equal("done: Note a1 ok, Note a2 ok", (await app.ResumeAsync("t")).Message!.Content);
        Assert.Equal(["Note a1", "Note a2"], await app.Till.DoneAsync("t"));
        await app.AssertWholeAsync("t");
    }

    [Theory]
    [AllServers(Durability.EveryStep, "t")]
    [AllServers(Durability.EveryStep, null)]
    [AllServers(Durability.OnPause, null)]
    public async Task A_function_that_the_app_invokes_is_refused_and_one_inside_of_it_waits(ServerKind kind, Durability durability, string? thread)
    {
        var server = await servers.GetAsync(kind);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix(), o => o.Durability = durability) { User = "u" };
        var kernel = thread is null ? app.Kernel : app.Kernel.UseThread(thread);
        await app.Stops.StopAsync(StopTarget.User("u"), LedgerApp.Ana, "enough");
        Assert.Equal("Till-Put", (await Assert.ThrowsAsync<OversightStoppedException>(() => kernel.InvokeAsync("Till", "Put", new() { ["what"] = "a" }))).Tool);
        await app.Stops.LiftAsync(StopTarget.User("u"), LedgerApp.Ana);
        Assert.False(await app.Thread("t").ExistsAsync());

        app.Till.After = (_, what, cancellationToken) => what == "a1" ? app.Stops.StopAsync(Notes, LedgerApp.Ana, "enough", cancellationToken) : Task.CompletedTask;
        var inside = await Assert.ThrowsAsync<OversightStoppedException>(() => kernel.InvokeAsync("Till", "Both", new() { ["what"] = "a" }));
        Assert.Equal("Till-Note", inside.Tool);
        await app.Stops.LiftAsync(Notes, LedgerApp.Ana);
        var turn = await app.ResumeAsync(inside.ThreadId);
        Assert.Equal("Note a1 ok, Note a2 ok", Assert.Single(turn.Results).Result!.Value.GetString());
        Assert.Equal(["Note a1", "Note a2"], await app.Till.DoneAsync(inside.ThreadId));
        Assert.Equal("Put b ok", await kernel.InvokeAsync<string>("Till", "Put", new() { ["what"] = "b" }));
    }

    [Theory]
    [AllPaths(true)]
    [AllPaths(false)]
    public async Task An_app_that_calls_semantic_kernel_itself_is_told_and_goes_on_as_a_thread(ServerKind kind, ModelPath path, bool streaming, bool named)
    {
        var tools = new OrderTools();
        await using var agent = await Agent.StartAsync(
            await servers.GetAsync(kind), path, streaming,
            Agent.Calls(path, ("a", "Orders-Lookup", """{"id":"1"}"""), ("b", "Orders-Lookup", """{"id":"2"}""")),
            StubReply.Text("Found."));
        agent.Tools = tools.AddTo;
        await using (var services = agent.Provider())
        {
            var kernel = agent.Kernel(services);
            if (named)
            {
                kernel.UseThread(agent.ThreadId);
            }

            await services.GetRequiredService<OversightStop>().StopAsync(StopTarget.Tool("Orders-*"), LedgerApp.Ana, "enough");
            await AskAsync(agent, services, kernel);
            var stopped = Assert.Throws<OversightStoppedException>(() => kernel.TakePausedTurn());
            Assert.Null(kernel.TakePausedTurn());
            Assert.Equal(named, stopped.ThreadId == agent.ThreadId);
            Assert.Empty(tools.Effects);
            Assert.Single(agent.Model.Requests);
            agent.ThreadId = stopped.ThreadId;
            await services.GetRequiredService<OversightStop>().LiftAsync(StopTarget.Tool("Orders-*"), LedgerApp.Ana);
        }

        Assert.Equal("Found.", (await agent.ResumeAsync()).Message!.Content);
        Assert.Equal(["lookup 1", "lookup 2"], tools.Effects);
        await agent.VerifyAsync("Found.");
    }

    [Theory]
    [AllServers(true)]
    [AllServers(false)]
    public async Task A_call_that_is_running_beside_one_that_is_stopped_ends_and_is_recorded(ServerKind kind, bool appManaged)
    {
        var (effects, other) = (new List<string>(), new TaskCompletionSource());
        await using var agent = await Agent.StartAsync(
            await servers.GetAsync(kind), ModelPath.ChatClient, streaming: false,
            Agent.Calls(ModelPath.ChatClient, ("a", "Bank-Slow", "{}"), ("b", "Bank-Fast", "{}")),
            StubReply.Text("Done."));
        agent.Concurrent = true;
        agent.Tools = kernel =>
        {
            kernel.Plugin(
                "Bank",
                ("Slow", [Oversight(Risk = 0.1)] async () =>
                {
                    await other.Task;
                    effects.Add("slow");
                    return "slow";
                }),
                ("Fast", [Oversight(Risk = 0.1)] () =>
                {
                    effects.Add("fast");
                    return "fast";
                }));
            kernel.AutoFunctionInvocationFilters.Insert(0, new After("Fast", () => other.TrySetResult()));
        };
        await using (var services = agent.Provider())
        {
            await services.GetRequiredService<OversightStop>().StopAsync(StopTarget.Tool("Bank-Fast"), LedgerApp.Ana, "enough");
            var kernel = agent.Kernel(services);
            if (appManaged)
            {
                await AskAsync(agent, services, kernel.UseThread(agent.ThreadId));
                Assert.Throws<OversightStoppedException>(() => kernel.TakePausedTurn());
            }
            else
            {
                await Assert.ThrowsAsync<OversightStoppedException>(() => services.GetRequiredService<CheckpointedThreads>().Get(agent.ThreadId).InvokeAsync(kernel, "Please."));
            }

            Assert.Equal([CallState.Succeeded, CallState.Ready], (await agent.HistoryAsync()).Calls.Select(c => c.State));
            await services.GetRequiredService<OversightStop>().LiftAsync(StopTarget.Tool("Bank-Fast"), LedgerApp.Ana);
        }

        Assert.Equal("Done.", (await agent.ResumeAsync()).Message!.Content);
        Assert.Equal(["slow", "fast"], effects);
        await agent.VerifyAsync("Done.");
    }

    private static async Task AskAsync(Agent agent, ServiceProvider services, Kernel kernel)
    {
        ChatHistory history = [new ChatMessageContent(AuthorRole.User, "Please.")];
        var settings = new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };
        var chat = agent.Path == ModelPath.Connector
            ? services.GetRequiredService<IChatCompletionService>()
            : services.GetRequiredService<IChatClient>().AsChatCompletionService(services);
        if (!agent.Streaming)
        {
            await chat.GetChatMessageContentAsync(history, settings, kernel);
            return;
        }

        await foreach (var piece in chat.GetStreamingChatMessageContentsAsync(history, settings, kernel))
        {
            Assert.NotNull(piece);
        }
    }

    /// <summary>Sees when another filter is done with a function.</summary>
    private sealed class After(string function, Action done) : IAutoFunctionInvocationFilter
    {
        public async Task OnAutoFunctionInvocationAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
        {
            await next(context);
            if (context.Function.Name == function)
            {
                done();
            }
        }
    }
}
