using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using static Hitl.SemanticKernel.Tests.Chat.ChatAgent;

namespace Hitl.SemanticKernel.Tests.Chat;

/// <summary>Callers that keep the history themselves, and those that send what is new.</summary>
public class HistoryTests(RedisServers servers)
{
    private const string Refund = """{"id":"7","amount":5}""";
    private const string Lookup = """{"id":"7"}""";
    private readonly ShopTools _shop = new();

    [Theory, AllServers(false), AllServers(true)]
    public async Task A_message_with_an_id_can_be_sent_again_until_it_is_answered(ServerKind kind, bool waits)
    {
        var failures = 0;
        var model = new ScriptedClient(messages => failures++ == 0 ? throw new HttpRequestException("Overloaded.")
            : messages[^1].Role == ChatRole.User && waits ? new ChatMessage(ChatRole.Assistant, [Call("r", "refund_order", """{"id":"7","amount":5}""")])
            : new ChatMessage(ChatRole.Assistant, "Done."));
        var agent = new ChatAgent(await servers.GetAsync(kind), model, new ShopTools().All);
        await Assert.ThrowsAsync<HttpRequestException>(() => agent.SendAsync([Message("Refund 7.")]));

        var first = await agent.SendAsync([Message("Refund 7.")]);
        Assert.Equal(waits ? 1 : 0, Requests(first).Count);
        var again = await agent.SendAsync([Message("Refund 7.")]);
        Assert.Equal((Requests(first).Count, first.Text, false), (Requests(again).Count, again.Text, again.AdditionalProperties?.ContainsKey(OversightProperties.MessageQueued) ?? false));
        await Assert.ThrowsAsync<HistoryConflictException>(() => agent.SendAsync([Message("Refund 8.")]));

        Assert.Equal("m1", Assert.Single((await agent.HistoryAsync()).Messages, m => m.Role == ChatRole.User).MessageId);
        Assert.Empty((await agent.HistoryAsync()).Queued);
        Assert.Equal(2, model.Calls);

        static ChatMessage Message(string text) => new(ChatRole.User, text) { MessageId = "m1" };
    }

    [Theory, AllServers(false), AllServers(true)]
    public async Task A_message_that_comes_again_late_gets_its_own_answer(ServerKind kind, bool streaming)
    {
        var model = new ScriptedClient(messages => messages[^1].Role == ChatRole.User && messages[^1].Text == "one" ? new ChatMessage(ChatRole.Assistant, [Call("l", "lookup_order", Lookup)])
            : new ChatMessage(ChatRole.Assistant, $"Answer to {messages.Last(m => m.Role == ChatRole.User).Text}."));
        var agent = new ChatAgent(await servers.GetAsync(kind), model, _shop.All) { Streaming = streaming };
        await agent.SendAsync([Message("one")]);
        await agent.SendAsync([Message("two")]);

        var again = await agent.SendAsync([Message("one")]);

        Assert.Equal("Answer to one.", again.Messages[^1].Text);
        Assert.Equal([("l", "order 7")], Results(again));
        Assert.Equal("Answer to two.", (await agent.SendAsync([Message("two")])).Messages[^1].Text);
        Assert.Equal(["lookup 7"], _shop.Effects);
        Assert.Equal(3, model.Calls);

        static ChatMessage Message(string text) => new(ChatRole.User, text) { MessageId = text };
    }

    [Theory]
    [AllServers("order 7", false), AllServers("order 7", true), AllServers("", false), AllServers("", true)]
    public async Task A_whole_history_goes_on_where_the_thread_is(ServerKind kind, string threadId, bool streaming)
    {
        var agent = new ChatAgent(await servers.GetAsync(kind), Chatty(), _shop.All) { ThreadId = threadId.Length == 0 ? null : threadId, Streaming = streaming };
        List<ChatMessage> history = [new(ChatRole.System, "Be kind."), new(ChatRole.User, "Refund 7, please.")];

        var paused = await SendAsync(agent, history);
        Assert.Equal(agent.ThreadId, paused.ConversationId);
        history.Add(Responses(approved: true, Requests(paused)));
        Assert.Equal("Done 1.", (await SendAsync(agent, history)).Text);
        history.Add(new ChatMessage(ChatRole.User, "And once more."));
        paused = await SendAsync(agent, history);
        history.Add(Responses(approved: true, Requests(paused)));
        Assert.Equal("Done 2.", (await SendAsync(agent, history)).Text);

        Assert.Equal(["lookup 7", "refund 7 5", "lookup 7", "refund 7 5"], _shop.Effects);
        if (agent.ThreadId is not null)
        {
            var stored = await agent.HistoryAsync();
            Assert.Equal(
                ["system", "user", "assistant", "tool", "tool", "assistant", "user", "assistant", "tool", "tool", "assistant"],
                stored.Messages.Select(m => m.Role.Value));
        }
    }

    [Theory, AllServers("order 7"), AllServers("")]
    public async Task The_same_history_twice_runs_nothing_twice_and_says_the_same(ServerKind kind, string threadId)
    {
        var agent = new ChatAgent(await servers.GetAsync(kind), Chatty(), _shop.All) { ThreadId = threadId.Length == 0 ? null : threadId };
        List<ChatMessage> history = [new(ChatRole.User, "Refund 7, please.")];
        var paused = await SendAsync(agent, history);
        history.Add(Responses(approved: true, Requests(paused)));

        var first = await agent.SendAsync(history);
        var second = await agent.SendAsync(history);

        Assert.Equal("Done 1.", first.Text);
        Assert.EndsWith("Done 1.", second.Text, StringComparison.Ordinal);
        Assert.Equal(["lookup 7", "refund 7 5"], _shop.Effects);
    }

    [Theory, AllServers(false), AllServers(true)]
    public async Task A_message_while_calls_wait_is_queued_and_answered_afterwards(ServerKind kind, bool isWhole)
    {
        var agent = new ChatAgent(await servers.GetAsync(kind), Chatty(), _shop.All);
        List<ChatMessage> history = [new(ChatRole.User, "Refund 7, please.")];
        var paused = await SendAsync(agent, history);

        history.Add(new ChatMessage(ChatRole.User, "Hurry!"));
        var queued = isWhole ? await SendAsync(agent, history) : await agent.SayAsync("Hurry!");
        Assert.Equal(true, queued.AdditionalProperties![OversightProperties.MessageQueued]);
        Assert.Equal(Requests(paused).Select(r => r.RequestId), Requests(queued).Select(r => r.RequestId));
        Assert.Equal("Hurry!", Assert.Single((await agent.HistoryAsync()).Queued).Text);

        history.Add(Responses(approved: true, Requests(paused)));
        var response = isWhole ? await SendAsync(agent, history) : await agent.DecideAsync(approved: true, Requests(paused));

        Assert.Equal("Done 1.", response.Text);
        Assert.Equal(
            ["user", "assistant", "tool", "tool", "user", "assistant"],
            (await agent.HistoryAsync()).Messages.Select(m => m.Role.Value));
        Assert.Equal(["lookup 7", "refund 7 5"], _shop.Effects);
    }

    public static TheoryData<string> Contradictions => ["user", "call", "arguments", "result", "answer", "order"];

    [Theory, MemberData(nameof(Contradictions))]
    public async Task A_history_that_contradicts_the_thread_is_an_error_that_says_where(string what)
    {
        var agent = new ChatAgent(await servers.GetAsync(ServerKind.Embedded), Chatty(), _shop.All);
        List<ChatMessage> history = [new(ChatRole.User, "Refund 7, please.")];
        history.Add(Responses(approved: true, Requests(await SendAsync(agent, history))));
        await SendAsync(agent, history);
        var calls = (await agent.HistoryAsync()).Calls.Count;
        history.Add(new ChatMessage(ChatRole.User, "Thanks."));

        var place = what switch
        {
            "user" => Change(history, m => m.Text == "Refund 7, please.", new(ChatRole.User, "Refund 8, please.")),
            "call" => Change(history, m => m.Contents.OfType<FunctionCallContent>().Any(), new(ChatRole.Assistant, [new TextContent("Let me see."), Call("other", "lookup_order", Lookup)])),
            "arguments" => Change(history, m => m.Contents.OfType<FunctionCallContent>().Any(), new(ChatRole.Assistant, [new TextContent("Let me see."), Call("l1", "lookup_order", """{"id":"8"}""")])),
            "result" => Change(history, m => m.Role == ChatRole.Tool, new(ChatRole.Tool, [new FunctionResultContent("l1", "order 8")])),
            "answer" => Change(history, m => m.Text == "Done 1.", new(ChatRole.Assistant, "Refused.")),
            _ => Swap(history),
        };

        var conflict = await Assert.ThrowsAsync<HistoryConflictException>(() => agent.SendAsync(history));

        Assert.Contains($"at message {place}:", conflict.Message, StringComparison.Ordinal);
        Assert.Equal(calls, (await agent.HistoryAsync()).Calls.Count);
        Assert.Equal(2, _shop.Effects.Count);
    }

    [Theory, AllServers]
    public async Task A_conversation_from_elsewhere_is_taken_over(ServerKind kind)
    {
        var model = Chatty();
        var agent = new ChatAgent(await servers.GetAsync(kind), model, _shop.All);
        List<ChatMessage> history =
        [
            new(ChatRole.User, "What of 3?"),
            new(ChatRole.Assistant, [Call("x", "lookup_order", """{"id":"3"}""")]),
            new(ChatRole.Tool, [new FunctionResultContent("x", "order 3")]),
            new(ChatRole.Assistant, "It is fine."),
            new(ChatRole.User, "Refund 7, please."),
        ];

        var paused = await SendAsync(agent, history);

        Assert.Single(Requests(paused));
        Assert.Equal(6, (await agent.HistoryAsync()).Messages.Count);
        history.Add(Responses(approved: true, Requests(paused)));
        Assert.Equal("Done 1.", (await SendAsync(agent, history)).Text);
    }

    [Theory, AllServers("order 7"), AllServers("")]
    public async Task A_request_that_is_all_that_was_said_is_not_shown_again_as_a_call(ServerKind kind, string threadId)
    {
        var model = new Support.ScriptedClient(messages => messages.Any(m => m.Role == ChatRole.Tool)
            ? new ChatMessage(ChatRole.Assistant, "Done.")
            : new ChatMessage(ChatRole.Assistant, [Call("r", "refund_order", Refund)]));
        var agent = new ChatAgent(await servers.GetAsync(kind), model, _shop.All) { ThreadId = threadId.Length == 0 ? null : threadId };
        List<ChatMessage> history = [new(ChatRole.User, "Refund 7, please.")];

        history.Add(Responses(approved: true, Requests(await SendAsync(agent, history))));
        var response = await SendAsync(agent, history);

        Assert.Equal(["r"], response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Select(c => c.CallId));
        Assert.Equal("Done.", response.Text);
    }

    [Theory, AllServers]
    public async Task New_messages_hold_no_calls_and_no_results(ServerKind kind)
    {
        var agent = new ChatAgent(await servers.GetAsync(kind), Chatty(), _shop.All);

        await Assert.ThrowsAsync<ArgumentException>(() => agent.SendAsync([new(ChatRole.User, [new FunctionResultContent("x", "made up")])]));
        await Assert.ThrowsAsync<UnknownThreadException>(agent.ResumeAsync);
    }

    [Theory, AllServers]
    public async Task A_history_with_a_call_that_nothing_answers_is_refused(ServerKind kind)
    {
        var agent = new ChatAgent(await servers.GetAsync(kind), Chatty(), _shop.All);

        await Assert.ThrowsAsync<HistoryConflictException>(() => agent.SendAsync(
            [new(ChatRole.User, "What of 3?"), new(ChatRole.Assistant, [Call("x", "lookup_order", """{"id":"3"}""")]), new(ChatRole.User, "Well?")]));
    }

    [Theory, AllServers]
    public async Task What_is_passed_in_is_not_changed(ServerKind kind)
    {
        var agent = new ChatAgent(await servers.GetAsync(kind), Chatty(), _shop.All);
        List<ChatMessage> history = [new(ChatRole.User, "Refund 7, please.")];
        history.Add(Responses(approved: true, Requests(await SendAsync(agent, history))));
        var contents = history.SelectMany(m => m.Contents).ToList();
        var before = history.Select(Json).ToList();
        ChatOptions? options = null;
        agent.Chat = o => options = o;

        await agent.SendAsync(history);

        Assert.Equal(before, history.Select(Json));
        Assert.Equal(contents, history.SelectMany(m => m.Contents));
        Assert.Equal(("order 1042", 3), (options!.ConversationId, options.Tools!.Count));
    }

    [Theory, AllServers]
    public async Task What_a_caller_does_to_a_response_is_not_in_the_thread(ServerKind kind)
    {
        var agent = new ChatAgent(await servers.GetAsync(kind), Chatty(), _shop.All);
        await using var services = agent.Provider();
        var client = (IChatClient)services.GetService(typeof(IChatClient))!;
        var paused = await agent.SendAsync(client, [new ChatMessage(ChatRole.User, "Refund 7, please.")]);
        foreach (var content in paused.Messages.SelectMany(m => m.Contents))
        {
            switch (content)
            {
                case TextContent text:
                    text.Text = "changed";
                    break;
                case FunctionCallContent call:
                    call.Arguments!.Clear();
                    break;
                default:
                    break;
            }
        }

        await agent.ApproveAsync(paused);
        await agent.SendAsync(client, []);

        var stored = (await agent.HistoryAsync()).Messages;
        Assert.Equal("Let me see.", stored[1].Text);
        Assert.Equal(["lookup 7", "refund 7 5"], _shop.Effects);
    }

    private static string Json(ChatMessage message) => System.Text.Json.JsonSerializer.Serialize(message, AIJsonUtilities.DefaultOptions);

    private static int Change(List<ChatMessage> history, Predicate<ChatMessage> which, ChatMessage message)
    {
        var place = history.FindIndex(which);
        history[place] = message;
        return place;
    }

    private static int Swap(List<ChatMessage> history)
    {
        var place = history.FindIndex(m => m.Text == "Done 1.");
        (history[0], history[place]) = (history[place], history[0]);
        return 0;
    }

    private static async Task<ChatResponse> SendAsync(ChatAgent agent, List<ChatMessage> history)
    {
        var response = await agent.SendAsync(history);
        history.AddRange(response.Messages);
        return response;
    }

    /// <summary>A model that, for each message of the user, looks up and refunds, and then says that it is done.</summary>
    private static Support.ScriptedClient Chatty() => new(messages =>
    {
        var said = messages.Count(m => m.Role == ChatRole.Assistant && m.Text.StartsWith("Done", StringComparison.Ordinal)) + 1;
        return messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().Any(r => r.CallId == $"r{said}")
            ? new ChatMessage(ChatRole.Assistant, $"Done {said}.")
            : new ChatMessage(ChatRole.Assistant, [new TextContent("Let me see."), Call($"l{said}", "lookup_order", Lookup), Call($"r{said}", "refund_order", Refund)]);
    });
}
