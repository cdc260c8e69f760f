using Microsoft.Extensions.AI;

namespace Hitl.Memory.Tests;

public sealed class MemoryChatClientTests(RedisServers servers)
{
    private static readonly MemoryContext Ann = new(MemoryBed.Ann, "t");

    [Theory]
    [AllServers]
    public async Task A_request_gets_what_fits_its_last_message(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        var id = (await bed.LongTerm.CreateAsync(MemoryBed.Ann, [new() { Text = "likes tea @0" }, new() { Text = "hates snow @b0" }]))[0].Memory.Id;
        await bed.LongTerm.CreateAsync(LongTermBed.Bob, [new() { Text = "of Bob @0" }]);
        var model = new ScriptedModel(_ => "answer");
        var client = model.AsBuilder().UseMemory(bed.Memory).Build();
        ChatMessage[] messages = [new(ChatRole.System, "rules"), MemoryBed.User("before @b0"), MemoryBed.Assistant("hm"), MemoryBed.User("what do I drink? @1")];
        var options = new ChatOptions().UseMemory(MemoryBed.Ann);
        Assert.Equal("answer", (await client.GetResponseAsync(messages, options)).Text);

        var sent = model.Requests.Single();
        Assert.Equal(["rules", "before @b0", "hm", "what do I drink? @1"], sent.Where(message => !RecalledText.IsRecalled(message)).Select(message => message.Text));
        var recalled = sent[3];
        Assert.Equal(ChatRole.System, recalled.Role);
        Assert.Contains($"[{id}]", recalled.Text, StringComparison.Ordinal);
        Assert.Contains("likes tea @0", recalled.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("snow", recalled.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Bob", recalled.Text, StringComparison.Ordinal);
        Assert.Equal("", RecalledText.Remove(recalled.Text[recalled.Text.IndexOf(RecalledText.Begin, StringComparison.Ordinal)..]));
        Assert.Equal(4, messages.Length);
        Assert.Empty(model.Options.Single()!.AdditionalProperties!);
        Assert.True(options.AdditionalProperties!.ContainsKey(MemoryContext.Key));

        // What was recalled for the last request is not sent twice.
        await client.GetResponseAsync([.. sent, MemoryBed.Assistant("tea"), MemoryBed.User("and now? @2")], options);
        Assert.Single(model.Requests[1], RecalledText.IsRecalled);
    }

    [Theory]
    [AllServers]
    public async Task The_search_goes_by_the_text_of_the_query(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        var client = new ScriptedModel(_ => "answer").AsBuilder().UseMemory(bed.Memory).Build();
        await client.GetResponseAsync([MemoryBed.User("first"), MemoryBed.Assistant("hm"), MemoryBed.User($"{RecalledText.Mark("old")} the query")], new ChatOptions().UseMemory(MemoryBed.Ann));
        Assert.Equal(["the query"], bed.Embeddings.Texts);
        await client.GetResponseAsync([new ChatMessage(ChatRole.System, "no user")], new ChatOptions().UseMemory(MemoryBed.Ann));
        Assert.Single(bed.Embeddings.Texts);
    }

    [Theory]
    [AllServers]
    public async Task Whose_memory_it_is_may_be_said_in_three_ways_and_else_nothing_is_recalled(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        await bed.LongTerm.CreateAsync(MemoryBed.Ann, new NewMemory { Text = "of Ann @0" });
        await bed.LongTerm.CreateAsync(LongTermBed.Bob, new NewMemory { Text = "of Bob @0" });
        var model = new ScriptedModel(_ => "answer");
        var plain = model.AsBuilder().UseMemory(bed.Memory).Build();
        var withDefault = model.AsBuilder().UseMemory(bed.Memory, options => options.Context = _ => new(LongTermBed.Bob)).Build();

        await plain.GetResponseAsync("@0");
        Assert.Single(model.Requests[^1]);
        await withDefault.GetResponseAsync("@0");
        Assert.Contains("of Bob", model.Requests[^1][0].Text, StringComparison.Ordinal);
        using (MemoryContext.Use(Ann))
        {
            await withDefault.GetResponseAsync("@0");
            Assert.Contains("of Ann", model.Requests[^1][0].Text, StringComparison.Ordinal);
            await withDefault.GetResponseAsync("@0", new ChatOptions().UseMemory(LongTermBed.Bob));
            Assert.Contains("of Bob", model.Requests[^1][0].Text, StringComparison.Ordinal);
        }

        Assert.Null(MemoryContext.Current);
        Assert.Same(bed.Memory, plain.GetService<AgentMemory>());
    }

    [Theory]
    [AllServers]
    public async Task A_turn_with_tool_calls_searches_once_and_others_do_not_see_what_was_recalled(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        await bed.LongTerm.CreateAsync(MemoryBed.Ann, new NewMemory { Text = "likes tea @0" });
        bed.Embeddings.Texts.Clear();
        var requests = new List<List<ChatMessage>>();
        var model = new CallingModel(requests);
        var client = model.AsBuilder().UseFunctionInvocation().UseMemory(bed.Memory).Build();
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create(() => "found", "find")] }.UseMemory(MemoryBed.Ann);
        var response = await client.GetResponseAsync("tea? @1", options);

        Assert.Equal("answer", response.Text.Trim());
        Assert.Equal(2, requests.Count);
        Assert.All(requests, request => Assert.Single(request, RecalledText.IsRecalled));
        Assert.Equal(["tea? @1"], bed.Embeddings.Texts);
        Assert.DoesNotContain(response.Messages, RecalledText.IsRecalled);
        await bed.LongTerm.DeleteAsync(MemoryBed.Ann, [(await bed.LongTerm.SearchAsync(MemoryBed.Ann, new())).Results.Single().Memory.Id]);
        await client.GetResponseAsync("tea? @1", options);
        Assert.DoesNotContain(requests[^1], RecalledText.IsRecalled);
    }

    /// <summary>A model that calls a tool first.</summary>
    private sealed class CallingModel(List<List<ChatMessage>> requests) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            requests.Add([.. messages]);
            return Task.FromResult(new ChatResponse(requests[^1][^1].Role == ChatRole.Tool
                ? new ChatMessage(ChatRole.Assistant, "answer")
                : new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("1", "find")])));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    [Theory]
    [AllServers]
    public async Task A_conversation_can_be_kept(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        await bed.LongTerm.CreateAsync(MemoryBed.Ann, new NewMemory { Text = "likes tea @0" });
        var model = new ScriptedModel(messages => $"answer {messages.Count(message => message.Role == ChatRole.User)}");
        var client = model.AsBuilder().UseMemory(bed.Memory, options => options.KeepConversation = true).Build();
        var options = new ChatOptions().UseMemory(MemoryBed.Ann, "t");
        await client.GetResponseAsync([new ChatMessage(ChatRole.System, "rules"), MemoryBed.User("one @0")], options);
        await bed.Thread().UpdateAsync(new() { Summary = "so far" });
        var updates = await client.GetStreamingResponseAsync("two @0", options).ToListAsync();

        Assert.Equal("answer 2", string.Concat(updates.Select(update => update.Text)));
        var sent = model.Requests[1];
        Assert.Equal(["summary", "rules", "one @0", "answer 1", "memory", "two @0"], sent.Select(message => SummaryMessage.Is(message) ? "summary" : RecalledText.IsRecalled(message) ? "memory" : message.Text));
        Assert.Equal(["rules", "one @0", "answer 1", "two @0", "answer 2"], (await bed.Thread().ReadAsync())!.Messages.Select(message => message.Text));
    }

    [Theory]
    [AllServers]
    public async Task A_kept_conversation_fits_the_budget(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        var model = new ScriptedModel(_ => "answer");
        var client = model.AsBuilder().UseMemory(bed.Memory, options => (options.KeepConversation, options.TokenBudget) = (true, 100)).Build();
        await bed.Thread().AppendAsync(Enumerable.Range(0, 20).Select(i => MemoryBed.User($"{i} {new string('x', 60)}")));
        await client.GetResponseAsync("now", new ChatOptions().UseMemory(MemoryBed.Ann, "t"));
        Assert.InRange(new TokenCounter(null).Count(model.Requests[0]), 60, 100);
        Assert.Equal("now", model.Requests[0][^1].Text);
    }

    [Theory]
    [AllServers]
    public async Task What_is_told_in_one_thread_is_known_in_another_and_never_stored_twice(ServerKind kind)
    {
        var extracted = new List<string>();
        var memoryModel = new ScriptedModel(messages =>
        {
            extracted.Add(messages[1].Text);
            return messages[1].Text.Contains("I like tea", StringComparison.Ordinal) ? """{"memories":[{"text":"The user likes tea @0"}]}""" : """{"memories":[]}""";
        });
        var bed = await MemoryBed.OpenAsync(servers, kind, memoryModel);
        var model = new ScriptedModel(messages => messages.Any(message => message.Text.Contains("likes tea", StringComparison.Ordinal)) ? "You like tea." : "I do not know.");
        var client = model.AsBuilder().UseMemory(bed.Memory, options => options.KeepConversation = true).Build();
        await client.GetResponseAsync("I like tea @1", new ChatOptions().UseMemory(MemoryBed.Ann, "first"));
        await bed.Memory.FlushAsync(MemoryBed.Ann);
        Assert.Equal("You like tea.", (await client.GetResponseAsync("What do I like? @2", new ChatOptions().UseMemory(MemoryBed.Ann, "second"))).Text);
        Assert.Equal("I do not know.", (await client.GetResponseAsync("What do I like? @2", new ChatOptions().UseMemory(LongTermBed.Bob, "third"))).Text);

        await bed.Memory.FlushAsync(MemoryBed.Ann);
        Assert.Equal(["The user likes tea @0"], await bed.RememberedAsync());
        Assert.DoesNotContain("The user likes tea", extracted[^1], StringComparison.Ordinal);
        var id = (await bed.LongTerm.SearchAsync(MemoryBed.Ann, new())).Results.Single().Memory.Id;
        await bed.LongTerm.DeleteAsync(MemoryBed.Ann, [id]);
        Assert.Equal("I do not know.", (await client.GetResponseAsync("What do I like? @2", new ChatOptions().UseMemory(MemoryBed.Ann, "fourth"))).Text);
    }
}
