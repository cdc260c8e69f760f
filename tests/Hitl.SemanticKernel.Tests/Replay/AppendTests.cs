using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Hitl.SemanticKernel.Tests.Replay;

/// <summary>Conversations from elsewhere: whole ones are taken over, others are refused and change nothing.</summary>
public class AppendTests(RedisServers servers)
{
    private const string Id = "imported";

    private static ChatMessageContent User => new(AuthorRole.User, "What is the weather?");

    private static ChatMessageContent Answer => new(AuthorRole.Assistant, "Rain in both.");

    [Theory, AllServers]
    public async Task A_whole_conversation_is_taken_over_and_goes_on(ServerKind kind)
    {
        await using var shop = await SmallShop.StartAsync(await servers.GetAsync(kind), StubReply.Text("Take an umbrella."));
        await using (var app = shop.App(TurnPath.Connector))
        {
            await app.Thread(Id).AppendAsync([User, Calls("a", "b"), Result("b"), Result("a"), Answer]);
            await app.Thread(Id).AppendAsync([]);
        }

        await using (var app = shop.App(TurnPath.Connector))
        {
            var turn = await app.ResumeAsync(Id);
            Assert.Equal("Rain in both.", turn.Message!.Content);
            Assert.Empty(shop.Stub.Requests);

            turn = await app.InvokeAsync(Id, new ChatMessageContent(AuthorRole.User, "What do I need?"));
            Assert.Equal("Take an umbrella.", turn.Message!.Content);
            Assert.Equal(["user", "assistant", "tool", "tool", "assistant", "user"], shop.Stub.LastMessages.Select(OpenAIWire.RoleOf));
            Assert.Equal(["a", "b"], OpenAIWire.ToolCallsOf(shop.Stub.LastMessages[1]).Select(c => c.Id));

            var history = await app.Thread(Id).GetHistoryAsync();
            Assert.Equal(shop.Stub.LastMessages.Select(TranscriptWire.Normal), history.Messages.SkipLast(1).Select(TranscriptWire.Normal));
            Assert.Empty(history.Calls);
        }
    }

    [Theory, AllServers]
    public async Task A_broken_conversation_is_refused_and_changes_nothing(ServerKind kind)
    {
        await using var shop = await SmallShop.StartAsync(await servers.GetAsync(kind));
        await using var app = shop.App(TurnPath.Connector);
        var thread = app.Thread(Id);

        await RefusedAsync("a", User, Calls("a"));
        await RefusedAsync("b", User, Calls("a", "b"), Result("a"), Answer);
        await RefusedAsync("a", User, Calls("a"), User, Result("a"));
        await RefusedAsync("a", User, Calls("a"), Result("a"), Result("a"), Answer);
        await RefusedAsync("x", User, Result("x"), Answer);
        await RefusedAsync("a", Calls("a"), Result("a"), Calls("a"), Result("a"));
        await Assert.ThrowsAsync<UnknownThreadException>(() => thread.GetHistoryAsync());

        await thread.AppendAsync([User, Calls("a"), Result("a"), Answer]);
        await RefusedAsync("a", Result("a"));
        await RefusedAsync("a", Calls("a"), Result("a"));
        Assert.Equal(4, (await thread.GetHistoryAsync()).Messages.Count);

        async Task RefusedAsync(string call, params ChatMessageContent[] messages)
        {
            var refusal = await Assert.ThrowsAsync<InvalidThreadException>(() => thread.AppendAsync(messages));
            Assert.Equal((Id, call), (refusal.ThreadId, refusal.CallId));
        }
    }

    [Theory, AllServers]
    public async Task A_waiting_thread_takes_nothing(ServerKind kind)
    {
        await using var shop = await SmallShop.StartAsync(
            await servers.GetAsync(kind), StubReply.ToolCalls(("r", "Tools-refund", """{"n":1}""")), StubReply.Text("Done."));
        await using var app = shop.App(TurnPath.Connector);
        var turn = await app.InvokeAsync(Id, User);
        Assert.Equal(AgentTurnStatus.AwaitingReview, turn.Status);

        var waiting = await Assert.ThrowsAsync<ThreadAwaitingReviewException>(() => app.Thread(Id).AppendAsync([User]));
        Assert.Equal([turn.Reviews[0].Id], waiting.ReviewIds);
        await app.Desk.ApproveAsync(turn.Reviews[0], new Reviewer("ana"));
        await Assert.ThrowsAsync<ThreadAwaitingReviewException>(() => app.Thread(Id).AppendAsync([User]));

        Assert.Equal("Done.", (await app.ResumeAsync(Id)).Message!.Content);
        await app.Thread(Id).AppendAsync([User]);
        Assert.Equal(5, (await app.Thread(Id).GetHistoryAsync()).Messages.Count);
    }

    private static ChatMessageContent Calls(params string[] ids) =>
        new(AuthorRole.Assistant, [.. ids.Select(id => new FunctionCallContent("weather", "Tools", id, new KernelArguments { ["city"] = "city of " + id }))]);

    private static ChatMessageContent Result(string id) =>
        new(AuthorRole.Tool, [new FunctionResultContent("weather", "Tools", id, "rain at " + id)]);
}
