using System.Threading.Channels;
using Hitl.Memory;
using Hitl.SemanticKernel.Tests.Reviews;
using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.SemanticKernel;
using static Hitl.SemanticKernel.Tests.Chat.ChatAgent;

namespace Hitl.SemanticKernel.Tests.Chat;

/// <summary>A function of a kernel that asks an agent with a conversation of its own.</summary>
public class AskedThreadKernelTests(RedisServers servers)
{
    private const string Refund = """{"id":"7","amount":5}""";
    private const string Asks = """{"task":"Refund 7."}""";
    private readonly ShopTools _shop = new();
    private readonly ScriptedClient _inner = Model(("r", "refund_order", Refund));

    [Theory]
    [AllServers(ModelPath.Connector, false)]
    [AllServers(ModelPath.Connector, true)]
    [AllServers(ModelPath.ChatClient, false)]
    [AllServers(ModelPath.ChatClient, true)]
    public async Task The_turn_waits_for_the_agent_and_goes_on_with_it(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await AgentAsync(kind, path, streaming);
        var turn = await agent.InvokeAsync();
        Assert.Equal(AgentTurnStatus.AwaitingReview, turn.Status);
        Assert.Equal("specialist", Assert.Single(turn.Reviews).ThreadId);
        var shown = await agent.ResumeAsync();
        Assert.Equal(turn.Reviews[0].Id, Assert.Single(shown.Reviews).Id);
        Assert.Empty(_shop.Effects);

        await agent.ApproveAsync(turn);
        turn = await agent.ResumeAsync();

        Assert.Equal((AgentTurnStatus.Completed, "All refunded."), (turn.Status, turn.Message!.Content));
        Assert.Equal(["refund 7 5"], _shop.Effects);
        Assert.Equal(2, _inner.Calls);
        await agent.VerifyAsync("All refunded.");
    }

    [Theory, AllServers]
    public async Task A_function_that_the_app_invokes_waits_too(ServerKind kind)
    {
        await using var agent = await AgentAsync(kind, ModelPath.Connector);
        var error = await Assert.ThrowsAsync<ReviewRequiredException>(() => agent.StepAsync((_, kernel) => kernel.InvokeAsync("Agents", "Ask", new KernelArguments { ["task"] = "Refund 7." })));
        await agent.ApproveAsync(error.ReviewId);
        agent.ThreadId = error.ThreadId;

        var turn = await agent.ResumeAsync();

        Assert.Equal("specialist: Done.", Assert.Single(turn.Results).Result!.Value.GetString());
        Assert.Equal(["refund 7 5"], _shop.Effects);
    }

    [Theory]
    [AllServers(false, false)]
    [AllServers(true, false)]
    [AllServers(false, true)]
    public async Task A_worker_resumes_the_thread_that_asked(ServerKind kind, bool byDeadline, bool resumesInner)
    {
        var server = await servers.GetAsync(kind);
        await using var agent = await AgentAsync(kind, ModelPath.Connector);
        var turns = Channel.CreateUnbounded<AgentTurn>();
        agent.Services = services => services.AddHitl().AddThreadWorker((p, _, _) => new(agent.Kernel(p)), o => o.OnTurn = (turn, token) => turns.Writer.WriteAsync(turn, token));
        agent.Options = o => (o.Policy.Deadline, o.Policy.OnDeadline) = (TimeSpan.FromHours(1), DeadlineAction.Approve);
        var paused = await agent.InvokeAsync();
        await using var services = agent.Provider();
        if (resumesInner)
        {
            // The app goes on with the inner thread itself; that it has ended is what the worker finds.
            await agent.ApproveAsync(paused);
            Assert.Equal("Done.", (await AskAsync(services, [])).Messages[^1].Text);
        }

        var worker = services.GetServices<IHostedService>().OfType<ThreadWorker>().Single();
        await worker.StartAsync(default);
        if (byDeadline)
        {
            await SweepTests.PassAsync(server, agent.Prefix, paused.Reviews);
            await services.GetRequiredService<ReviewSweep>().RunAsync(default);
        }
        else if (!resumesInner)
        {
            await agent.ApproveAsync(paused);
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var turn = await turns.Reader.ReadAsync(patience.Token);
        Assert.Equal((agent.ThreadId, "All refunded."), (turn.ThreadId, turn.Message!.Content));
        Assert.Equal(["refund 7 5"], _shop.Effects);
        Assert.Equal(2, _inner.Calls);
        await worker.StopAsync(default);
        Assert.False(turns.Reader.TryRead(out _));
        var keys = new Keyspace(agent.Prefix, 16).Thread("specialist");
        Assert.Null(await server.Database.SortedSetScoreAsync(keys.Shared("ready"), keys.Head.ToString()));
        Assert.False(await server.Database.HashExistsAsync(keys.Head, "callers"));
    }

    [Theory, AllServers]
    public async Task A_worker_resumes_each_thread_that_asked(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var agent = await AgentAsync(kind, ModelPath.Connector);
        var turns = Channel.CreateUnbounded<AgentTurn>();
        agent.Services = services => services.AddHitl().AddThreadWorker((p, _, _) => new(agent.Kernel(p)), o => o.OnTurn = (turn, token) => turns.Writer.WriteAsync(turn, token));
        await agent.InvokeAsync();
        var (first, second) = (agent.ThreadId, agent.ThreadId = "another conversation");
        var paused = await agent.InvokeAsync();
        await using var services = agent.Provider();
        var worker = services.GetServices<IHostedService>().OfType<ThreadWorker>().Single();
        await worker.StartAsync(default);
        await agent.ApproveAsync(paused);

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        List<string> resumed = [(await turns.Reader.ReadAsync(patience.Token)).ThreadId, (await turns.Reader.ReadAsync(patience.Token)).ThreadId];
        Assert.Equal([first, second], resumed);
        Assert.Equal(["refund 7 5"], _shop.Effects);
        await worker.StopAsync(default);
        var keys = new Keyspace(agent.Prefix, 16).Thread("specialist");
        Assert.Null(await server.Database.SortedSetScoreAsync(keys.Shared("ready"), keys.Head.ToString()));
        Assert.False(await server.Database.HashExistsAsync(keys.Head, "callers"));
    }

    [Theory, AllServers]
    public async Task A_worker_lets_go_of_a_thread_that_nobody_waits_for_any_more(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var agent = await AgentAsync(kind, ModelPath.Connector);
        var turns = Channel.CreateUnbounded<AgentTurn>();
        agent.Services = services => services.AddHitl().AddThreadWorker((p, _, _) => new(agent.Kernel(p)), o => o.OnTurn = (turn, token) => turns.Writer.WriteAsync(turn, token));
        var paused = await agent.InvokeAsync();
        await agent.ApproveAsync(paused);
        await using var services = agent.Provider();
        await AskAsync(services, []);

        // A newer kernel does not have the function any more, so the call is answered with an error.
        agent.Tools = _ => { };
        Assert.Equal("All refunded.", (await agent.ResumeAsync()).Message!.Content);
        var worker = services.GetServices<IHostedService>().OfType<ThreadWorker>().Single();
        await worker.StartAsync(default);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        Assert.Equal(agent.ThreadId, (await turns.Reader.ReadAsync(patience.Token)).ThreadId);
        Assert.Equal("specialist", (await turns.Reader.ReadAsync(patience.Token)).ThreadId);
        await worker.StopAsync(default);

        var keys = new Keyspace(agent.Prefix, 16).Thread("specialist");
        Assert.Null(await server.Database.SortedSetScoreAsync(keys.Shared("ready"), keys.Head.ToString()));
        Assert.False(await server.Database.HashExistsAsync(keys.Head, "callers"));
        Assert.Equal(["refund 7 5"], _shop.Effects);
    }

    private async Task<Agent> AgentAsync(ServerKind kind, ModelPath path, bool streaming = false)
    {
        var model = await OpenAIStub.StartAsync(request => (string?)OpenAIWire.MessagesOf(request)[^1]["role"] == "tool"
            ? StubReply.Text("All refunded.")
            : Agent.Calls(path, ("o", "Agents-Ask", Asks)));
        var agent = await Agent.StartAsync(await servers.GetAsync(kind), model, path, streaming);
        agent.Tools = kernel => kernel.Plugins.AddFromFunctions(
            "Agents",
            [KernelFunctionFactory.CreateFromMethod(
                [Oversight(ReadOnly = true)] async (string task) =>
                {
                    await using var services = agent.Provider();
                    return "specialist: " + (await AskAsync(services, [new ChatMessage(ChatRole.User, task)])).Messages[^1].Text;
                },
                "Ask")]);
        return agent;
    }

    private Task<ChatResponse> AskAsync(IServiceProvider services, IReadOnlyList<ChatMessage> messages) =>
        _inner.AsBuilder().UseOversight().Build(services).GetResponseAsync(messages, new ChatOptions { ConversationId = "specialist", Tools = [.. _shop.All] });
}
