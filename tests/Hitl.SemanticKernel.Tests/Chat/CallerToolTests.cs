using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using static Hitl.SemanticKernel.Tests.Chat.ChatAgent;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;
using FunctionResultContent = Microsoft.Extensions.AI.FunctionResultContent;

namespace Hitl.SemanticKernel.Tests.Chat;

/// <summary>Tools without a body, which the caller of the client runs, for example in a browser.</summary>
public class CallerToolTests(RedisServers servers)
{
    private const string Refund = """{"id":"7","amount":5}""";
    private const string Lookup = """{"id":"7"}""";
    private const string Color = """{"of":"7"}""";
    private readonly ShopTools _shop = new();

    private static AIFunctionDeclaration Pick => AIFunctionFactory.Create((string of) => of, "pick_color", "Lets the user pick a color.").AsDeclarationOnly();

    [Theory, AllServers(false), AllServers(true)]
    public async Task The_call_is_left_to_the_caller_and_its_result_goes_on_with_the_thread(ServerKind kind, bool streaming)
    {
        var model = Model(("l", "lookup_order", Lookup), ("c", "pick_color", Color));
        var agent = await AgentAsync(kind, model, streaming);

        var first = await agent.SayAsync("Color 7.");
        var call = Assert.Single(Left(first));
        Assert.Equal(("c", "pick_color", "7"), (call.CallId, call.Name, call.Arguments!["of"]!.ToString()));
        Assert.Equal([("l", "order 7")], Results(first));
        Assert.False(first.AdditionalProperties?.ContainsKey(OversightProperties.AwaitingReview) ?? false);
        Assert.Equal("c", Assert.Single(Left(await agent.ResumeAsync())).CallId);
        var queued = await agent.SayAsync("And?");
        Assert.True((bool)queued.AdditionalProperties![OversightProperties.MessageQueued]!);
        Assert.Single(Left(queued));
        Assert.Equal(1, model.Calls);

        var answer = await agent.SendAsync([Result("c", "red")]);

        Assert.Equal("Done.", answer.Text);
        Assert.Empty(Results(answer));
        Assert.Equal(["lookup 7"], _shop.Effects);
        Assert.Equal([("l", "order 7"), ("c", "red")], Results((await agent.HistoryAsync()).Messages));
        Assert.Equal("Done.", (await agent.SendAsync([Result("c", "red")])).Text);
        await Assert.ThrowsAsync<HistoryConflictException>(() => agent.SendAsync([Result("c", "blue")]));
        await Assert.ThrowsAsync<HistoryConflictException>(() => agent.SendAsync([Result("l", "order 8")]));
        await Assert.ThrowsAsync<HistoryConflictException>(() => agent.SendAsync([Result("x", "red")]));
        Assert.Equal(2, model.Calls);
    }

    [Theory, AllServers(false), AllServers(true)]
    public async Task It_stands_beside_calls_that_wait_for_people(ServerKind kind, bool streaming)
    {
        var agent = await AgentAsync(kind, Model(("c", "pick_color", Color), ("r", "refund_order", Refund)), streaming);
        var paused = await agent.SayAsync("Color and refund 7.");
        Assert.Single(Left(paused));
        var request = Assert.Single(Requests(paused));
        await Assert.ThrowsAsync<HistoryConflictException>(() => agent.SendAsync([Result("r", "refunded, trust me")]));

        var waits = await agent.SendAsync([Result("c", new Dictionary<string, object?> { ["color"] = "red" })]);
        Assert.Equal(request.RequestId, Assert.Single(Requests(waits)).RequestId);
        Assert.Empty(Left(waits));
        Assert.Empty(_shop.Effects);

        Assert.Equal("Done.", (await agent.DecideAsync(approved: true, request)).Text);
        Assert.Equal(["refund 7 5"], _shop.Effects);
        Assert.Equal([("c", """{"color":"red"}"""), ("r", "refunded 7")], Results((await agent.HistoryAsync()).Messages));
    }

    [Theory, AllServers]
    public async Task It_is_left_to_the_caller_when_a_person_has_approved_it(ServerKind kind)
    {
        var agent = await AgentAsync(kind, Model(("c", "pick_color", Color)), isReviewed: true);
        var paused = await agent.SayAsync("Color 7.");
        Assert.Empty(Left(paused));
        await Assert.ThrowsAsync<HistoryConflictException>(() => agent.SendAsync([Result("c", "red")]));

        var edit = Response(Assert.Single(Requests(paused)), approved: true);
        edit.AdditionalProperties![OversightProperties.Arguments] = """{"of":"8"}""";
        var left = Assert.Single(Left(await agent.SendAsync([new ChatMessage(ChatRole.User, [edit])])));
        Assert.Equal("8", left.Arguments!["of"]!.ToString());
        Assert.Equal("c", Assert.Single(Left(await agent.ResumeAsync())).CallId);

        Assert.Equal("Done.", (await agent.SendAsync([Result("c", "red")])).Text);
        Assert.EndsWith("Result: red", Assert.Single(Results((await agent.HistoryAsync()).Messages)).Text, StringComparison.Ordinal);
    }

    [Theory, AllServers]
    public async Task A_kernel_leaves_it_to_the_caller_too(ServerKind kind)
    {
        var agent = await AgentAsync(kind, Model(("c", "pick_color", Color)), isReviewed: true);
        await agent.ApproveAsync(await agent.SayAsync("Color 7."));
        var services = new ServiceCollection();
        var server = await servers.GetAsync(kind);
        services.AddHitl().AddRedis(server.Connection, o => o.KeyPrefix = agent.Prefix);
        services.AddKernel().AddOversight();
        services.AddSingleton<IChatClient>(Model());
        await using var provider = services.BuildServiceProvider();

        var turn = await provider.GetRequiredService<CheckpointedThreads>().Get(agent.ThreadId!).ResumeAsync(provider.GetRequiredService<Kernel>());

        Assert.Equal(AgentTurnStatus.AwaitingReview, turn.Status);
        Assert.Empty(turn.Reviews);
        Assert.Equal("Done.", (await agent.SendAsync([Result("c", "red")])).Text);
    }

    [Theory, AllServers("order 7"), AllServers("")]
    public async Task Callers_that_keep_the_history_send_it_with_the_result_as_to_the_plain_client(ServerKind kind, string threadId)
    {
        var agent = await AgentAsync(kind, Model(("l", "lookup_order", Lookup), ("c", "pick_color", Color)));
        agent.ThreadId = threadId.Length == 0 ? null : threadId;
        Assert.Equal("Done.", await TalkAsync(history => agent.SendAsync(history)));

        // The plain client leaves the whole message to the caller.
        var plain = Model(("c", "pick_color", Color)).AsBuilder().UseFunctionInvocation().Build();
        Assert.Equal("Done.", await TalkAsync(history => plain.GetResponseAsync(history, new ChatOptions { Tools = agent.Tools })));

        async Task<string> TalkAsync(Func<IReadOnlyList<ChatMessage>, Task<ChatResponse>> send)
        {
            List<ChatMessage> history = [new(ChatRole.User, "Color 7.")];
            var first = await send(history);
            Assert.Equal("c", Assert.Single(Left(first)).CallId);
            history.AddRange(first.Messages);
            history.Add(Result("c", "red"));
            return (await send(history)).Text;
        }
    }

    [Theory, AllServers]
    public async Task What_the_caller_sends_is_checked_as_any_result(ServerKind kind)
    {
        var agent = await AgentAsync(kind, Model(("c", "pick_color", Color)));
        agent.Options += o => o.Boundary.Actions[ResultKinds.Empty] = BoundaryActions.Hold;
        await agent.SayAsync("Color 7.");

        var held = await agent.SendAsync([Result("c", "")]);

        Assert.Equal("Result", Assert.Single(Requests(held)).AdditionalProperties![OversightProperties.Kind]);
    }

    [Theory, AllServers]
    public async Task An_error_of_the_caller_is_told_to_the_model_and_a_result_without_its_conversation_is_refused(ServerKind kind)
    {
        var agent = await AgentAsync(kind, Model(("c", "pick_color", Color)));
        await agent.SayAsync("Color 7.");
        var thread = agent.ThreadId;
        agent.ThreadId = null;
        await Assert.ThrowsAsync<HistoryConflictException>(() => agent.SendAsync([Result("c", "red")]));
        agent.ThreadId = thread;

        Assert.Equal("Done.", (await agent.SendAsync([new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c", null) { Exception = new InvalidOperationException("no screen") }])])).Text);
        Assert.Contains("no screen", Assert.Single(Results((await agent.HistoryAsync()).Messages)).Text, StringComparison.Ordinal);
        Assert.Equal(CallState.Failed, Assert.Single((await agent.HistoryAsync()).Calls).State);
    }

    private async Task<ChatAgent> AgentAsync(ServerKind kind, ScriptedClient model, bool streaming = false, bool isReviewed = false) =>
        new(await servers.GetAsync(kind), model, [.. _shop.All, Pick])
        {
            Streaming = streaming,
            Options = o => o.Policy.Rules.Add(new PolicyRule { Function = "pick_color", Verdict = isReviewed ? Verdict.Review : Verdict.Proceed }),
        };

    private static ChatMessage Result(string id, object value) => new(ChatRole.Tool, [new FunctionResultContent(id, value)]);

    /// <summary>The calls that the caller is to run.</summary>
    private static List<FunctionCallContent> Left(ChatResponse response) =>
        [.. response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Where(c => !c.InformationalOnly)];
}
