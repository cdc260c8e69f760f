using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Hitl.Memory.Tests;

public sealed class ExtractionTests(RedisServers servers)
{
    private static readonly MemoryOptions AtOnce = new() { Extraction = new() { QuietTime = TimeSpan.Zero } };

    /// <summary>A model that finds each sentence that begins with "I ", and merges nothing.</summary>
    private static ScriptedModel Finder() => new(messages =>
    {
        if (messages[0].Text.StartsWith("You keep the memory", StringComparison.Ordinal))
        {
            return """{"relation":"distinct"}""";
        }

        var said = JsonNode.Parse(messages[1].Text)!["messages"]!.AsArray().Where(message => (string?)message!["role"] == "user").Select(message => (string)message!["text"]!);
        var found = said.SelectMany(text => text.Split('.')).Select(text => text.Trim()).Where(text => text.StartsWith("I ", StringComparison.Ordinal));
        return Answer([.. found.Select(text => "The user: " + text[2..])]);
    });

    private static string Answer(params string[] texts) =>
        new JsonObject { ["memories"] = new JsonArray([.. texts.Select(text => new JsonObject { ["text"] = text, ["type"] = "episodic", ["topics"] = new JsonArray("a", "b", "c", "d"), ["entities"] = new JsonArray("user") })]) }.ToJsonString();

    [Theory]
    [AllServers]
    public async Task What_was_said_is_remembered_with_user_namespace_and_thread(ServerKind kind)
    {
        var model = Finder();
        var bed = await MemoryBed.OpenAsync(servers, kind, model);
        await bed.Thread().AppendAsync([MemoryBed.User("Hello. I like tea."), MemoryBed.Assistant("I like it too.")]);
        Assert.Equal(0, await bed.Memory.RunDueAsync());
        Assert.Equal(2, (await bed.Thread().ReadAsync())!.UnextractedMessages);
        await bed.Memory.FlushAsync(MemoryBed.Ann);

        var memory = (await bed.LongTerm.SearchAsync(MemoryBed.Ann, new())).Results.Single().Memory;
        Assert.Equal(("The user: like tea", MemoryBed.Ann, "t", MemoryType.Episodic, "discrete"), (memory.Text, memory.Scope, memory.ThreadId, memory.Type, memory.Strategy));
        Assert.Equal(["a", "b", "c"], memory.Topics);
        Assert.Equal(["user"], memory.Entities);
        Assert.Equal((await bed.Thread().ReadAsync())!.Messages.Select(message => message.MessageId), memory.ExtractedFrom);
        Assert.Equal(0, (await bed.Thread().ReadAsync())!.UnextractedMessages);
        Assert.Empty((await bed.Thread().ReadAsync())!.Memories);
    }

    [Theory]
    [AllServers]
    public async Task Only_what_is_new_is_extracted(ServerKind kind)
    {
        var model = Finder();
        var bed = await MemoryBed.OpenAsync(servers, kind, model, AtOnce);
        await bed.Thread().AppendAsync([MemoryBed.User("I like tea")]);
        await bed.Memory.FlushAsync(MemoryBed.Ann);
        await bed.Thread().AppendAsync([MemoryBed.User("I like jam")]);
        await bed.Memory.FlushAsync(MemoryBed.Ann);
        await bed.Memory.FlushAsync(MemoryBed.Ann);

        Assert.Equal(["The user: like jam", "The user: like tea"], await bed.RememberedAsync());
        var asked = model.Requests.Where(request => request[0].Text.StartsWith("You decide", StringComparison.Ordinal)).Select(request => JsonNode.Parse(request[1].Text)!).ToList();
        Assert.Equal(2, asked.Count);
        Assert.Equal("I like jam", (string?)asked[1]["messages"]!.AsArray().Single()!["text"]);
        Assert.Equal("I like tea", (string?)asked[1]["context"]!.AsArray().Single()!["text"]);
    }

    [Theory]
    [AllServers]
    public async Task The_conversation_must_be_quiet_first(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind, Finder(), new() { Extraction = new() { QuietTime = TimeSpan.FromHours(1) } });
        var due = WorkingMemoryKeys.Due(bed.Redis.Keys, bed.Redis.Keys.PartitionOf("t"));
        await bed.Thread().AppendAsync([MemoryBed.User("I like tea")]);
        var first = await bed.Server.Database.SortedSetScoreAsync(due, "x:t");
        await Task.Delay(5);
        await bed.Thread().AppendAsync([MemoryBed.User("I like jam")]);
        var second = await bed.Server.Database.SortedSetScoreAsync(due, "x:t");

        Assert.True(second > first);
        Assert.Equal((await bed.Thread().ReadAsync())!.UpdatedAt!.Value.AddHours(1).ToUnixTimeMilliseconds(), second);
        Assert.Equal(0, await bed.Memory.RunDueAsync());
        await bed.MakeDueAsync();
        Assert.Equal(2, await bed.Memory.RunDueAsync());
        Assert.Equal(2, (await bed.RememberedAsync()).Length);
    }

    [Theory]
    [AllServers]
    public async Task What_was_recalled_and_what_tools_return_is_never_extracted(ServerKind kind)
    {
        var model = Finder();
        var bed = await MemoryBed.OpenAsync(servers, kind, model, AtOnce);
        await bed.Thread().AppendAsync(
        [
            MemoryBed.User("I like tea"),
            new(ChatRole.Assistant, [new FunctionCallContent("1", "search_memory")]),
            new(ChatRole.Tool, [new FunctionResultContent("1", "I like secrets")]),
            new(ChatRole.System, "I like rules"),
        ]);

        // A layer that knows nothing of marks put the prompt into the log as it was.
        var keys = bed.Redis.Keys.Thread("t");
        var hydrated = MessageJson.SerializeToString(MemoryBed.User($"{RecalledText.Mark("I like old things")} I like new things"));
        await bed.Redis.EvaluateAsync(ThreadScript.With("append(3, 3) commit() return 1"), [keys.Head, keys.Messages, keys.Inbox], [ThreadScript.SchemaVersion, "", hydrated]);
        await bed.Thread().NoticeAsync();
        await bed.Memory.FlushAsync(MemoryBed.Ann);

        Assert.Equal(["The user: like new things", "The user: like tea"], await bed.RememberedAsync());
        Assert.All(model.Requests, request => Assert.DoesNotContain("secrets", request[1].Text, StringComparison.Ordinal));
        Assert.All(model.Requests, request => Assert.DoesNotContain("old things", request[1].Text, StringComparison.Ordinal));
    }

    [Theory]
    [AllServers("nonsense")]
    [AllServers("{\"memories\":[{\"text\":\"\"}]}")]
    [AllServers("{\"memories\":[null]}")]
    [AllServers("{}")]
    public async Task A_model_that_answers_junk_is_an_error_and_what_was_said_is_not_lost(ServerKind kind, string answer)
    {
        var junk = new ScriptedModel(_ => answer);
        var bed = await MemoryBed.OpenAsync(servers, kind, junk, AtOnce);
        await bed.Thread().AppendAsync([MemoryBed.User("I like tea")]);
        var error = await Assert.ThrowsAsync<ModelAnswerException>(() => bed.Memory.FlushAsync(MemoryBed.Ann));
        Assert.Contains("extract memories", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, junk.Requests.Count);
        Assert.Equal(1, (await bed.Thread().ReadAsync())!.UnextractedMessages);

        await bed.Again(Finder(), AtOnce).Memory.FlushAsync(MemoryBed.Ann);
        Assert.Equal(["The user: like tea"], await bed.RememberedAsync());
    }

    [Theory]
    [AllServers]
    public async Task Nothing_to_remember_is_no_error(ServerKind kind)
    {
        var model = new ScriptedModel(_ => Answer());
        var bed = await MemoryBed.OpenAsync(servers, kind, model, AtOnce);
        await bed.Thread().AppendAsync([MemoryBed.User("Hello")]);
        await bed.Memory.FlushAsync(MemoryBed.Ann);
        Assert.Equal(0, (await bed.Thread().ReadAsync())!.UnextractedMessages);
        Assert.Single(model.Requests);
    }

    [Theory]
    [AllServers]
    public async Task Messages_that_arrive_while_memories_are_extracted_are_extracted_too(ServerKind kind)
    {
        MemoryBed? bed = null;
        var finder = Finder();
        var isFirst = true;
        var model = new ScriptedModel(messages =>
        {
            if (isFirst)
            {
                isFirst = false;
                bed!.Again(finder, AtOnce).Thread().AppendAsync([MemoryBed.User("I like jam")]).GetAwaiter().GetResult();
            }

            return finder.GetResponseAsync(messages).GetAwaiter().GetResult().Text;
        });
        bed = await MemoryBed.OpenAsync(servers, kind, model, AtOnce);
        await bed.Thread().UpdateAsync(new() { Messages = [MemoryBed.User("I like tea")], TimeToLive = TimeSpan.FromHours(1) });
        var before = (await bed.Thread().ReadAsync())!.ExpiresAt;
        await bed.Memory.FlushAsync(MemoryBed.Ann);

        Assert.Equal(["The user: like jam", "The user: like tea"], await bed.RememberedAsync());
        Assert.Equal(2, (await bed.Thread().ReadAsync())!.Messages.Count);
        Assert.True((await bed.Thread().ReadAsync())!.ExpiresAt >= before);
    }

    [Theory]
    [AllServers]
    public async Task Extractions_that_meet_find_everything_once(ServerKind kind)
    {
        var model = Finder();
        var bed = await MemoryBed.OpenAsync(servers, kind, model, AtOnce);
        MemoryBed[] beds = [bed, bed.Again(model, AtOnce), bed.Again(model, AtOnce)];
        await Task.WhenAll(Enumerable.Range(0, 24).Select(async i =>
        {
            await beds[i % 3].Thread($"t{i % 2}").AppendAsync([MemoryBed.User($"I like thing {i}")]);
            await beds[(i + 1) % 3].Memory.RunDueAsync();
        }));
        await bed.Memory.FlushAsync(MemoryBed.Ann);
        Assert.Equal(Enumerable.Range(0, 24).Select(i => $"The user: like thing {i}").Order(StringComparer.Ordinal), await bed.RememberedAsync());
    }

    [Theory]
    [AllServers]
    public async Task An_extraction_that_dies_between_its_steps_is_completed(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind, Finder(), AtOnce);
        await bed.Thread().AppendAsync([MemoryBed.User("I like tea")]);

        // Found and written with the cursor, and not yet in long-term memory.
        bed.Embeddings.FailsOn = _ => true;
        await Assert.ThrowsAsync<MemoryEmbeddingException>(() => bed.Memory.FlushAsync(MemoryBed.Ann));
        Assert.Equal(0, (await bed.Thread().ReadAsync())!.UnextractedMessages);
        var silent = new ScriptedModel(_ => throw new InvalidOperationException("not asked"));
        await bed.Again(silent, AtOnce).Memory.FlushAsync(MemoryBed.Ann);
        Assert.Equal(["The user: like tea"], await bed.RememberedAsync());
        Assert.Empty(silent.Requests);
    }

    [Theory]
    [AllServers]
    public async Task The_summary_of_a_thread_is_one_memory_and_goes_on(ServerKind kind)
    {
        var model = new ScriptedModel(messages => new JsonObject
        {
            ["memories"] = new JsonArray(new JsonObject { ["text"] = $"{JsonNode.Parse(messages[1].Text)!["summary_so_far"]}+{JsonNode.Parse(messages[1].Text)!["messages"]!.AsArray().Count}", ["type"] = "episodic" }),
        }.ToJsonString());
        var bed = await MemoryBed.OpenAsync(servers, kind, model, new() { Extraction = new() { QuietTime = TimeSpan.Zero, Strategy = ExtractionStrategy.Summary() } });
        await bed.Thread().AppendAsync([MemoryBed.User("a"), MemoryBed.User("b")]);
        await bed.Memory.FlushAsync(MemoryBed.Ann);
        var first = (await bed.LongTerm.SearchAsync(MemoryBed.Ann, new())).Results.Single().Memory;
        Assert.Equal(("+2", MemoryType.Semantic, "summary", "{\"max_words\":500}"), (first.Text, first.Type, first.Strategy, first.StrategyConfig!.ToJsonString()));
        Assert.Contains("500 words", model.Requests[0][0].Text, StringComparison.Ordinal);

        await bed.Thread().AppendAsync([MemoryBed.User("c")]);
        await bed.Memory.FlushAsync(MemoryBed.Ann);
        await bed.Memory.FlushAsync(MemoryBed.Ann);
        var second = (await bed.LongTerm.SearchAsync(MemoryBed.Ann, new())).Results.Single().Memory;
        Assert.Equal(("+2+1", first.Id, first.PersistedAt), (second.Text, second.Id, second.PersistedAt));
        Assert.Equal(2, model.Requests.Count);
    }

    [Theory]
    [AllServers]
    public async Task Strategies_ask_for_what_they_say(ServerKind kind)
    {
        var model = new ScriptedModel(_ => Answer("found"));
        var bed = await MemoryBed.OpenAsync(servers, kind, model, AtOnce);
        await bed.Thread("p").UpdateAsync(new() { Messages = [MemoryBed.User("a")], Strategy = ExtractionStrategy.Preferences });
        await bed.Thread("c").UpdateAsync(new() { Messages = [MemoryBed.User("a")], Strategy = ExtractionStrategy.Custom("Find the names of ships.") });
        await bed.Memory.FlushAsync(MemoryBed.Ann);

        var found = (await bed.LongTerm.SearchAsync(MemoryBed.Ann, new())).Results.Select(result => result.Memory).ToDictionary(memory => memory.ThreadId!);
        Assert.Equal((MemoryType.Semantic, "preferences"), (found["p"].Type, found["p"].Strategy));
        Assert.Equal((MemoryType.Episodic, "custom", "{\"prompt\":\"Find the names of ships.\"}"), (found["c"].Type, found["c"].Strategy, found["c"].StrategyConfig!.ToJsonString()));
        Assert.Contains(model.Requests, request => request[0].Text.Contains("what the user prefers", StringComparison.Ordinal));
        Assert.Contains(model.Requests, request => request[0].Text.StartsWith("Find the names of ships.", StringComparison.Ordinal));
        Assert.All(model.Options, options => Assert.IsType<ChatResponseFormatJson>(options!.ResponseFormat));
    }

    [Fact]
    public void Strategies_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ExtractionStrategy.Custom(" "));
        Assert.Throws<ArgumentException>(() => ExtractionStrategy.Custom(new string('x', 10_001)));
        Assert.Throws<ArgumentException>(() => ExtractionStrategy.Custom("a\0b"));
        Assert.Throws<ArgumentException>(() => ExtractionStrategy.Summary(9));
        ExtractionStrategy.Custom(new string('x', 10_000));
        Assert.Equal("\"custom\"", JsonSerializer.Serialize(ExtractionKind.Custom));
    }

    [Theory]
    [AllServers]
    public async Task A_message_longer_than_the_window_is_extracted_in_pieces(ServerKind kind)
    {
        var model = Finder();
        var bed = await MemoryBed.OpenAsync(servers, kind, model, new() { Working = new() { ContextWindow = 2048, Summarize = false }, Extraction = new() { QuietTime = TimeSpan.Zero } });
        await bed.Thread().AppendAsync([MemoryBed.User("I like tea. " + new string('x', 20_000) + ". I like jam")]);
        await bed.Memory.FlushAsync(MemoryBed.Ann);
        Assert.Equal(["The user: like jam", "The user: like tea"], await bed.RememberedAsync());
        Assert.All(model.Requests, request => Assert.InRange(new TokenCounter(null).Count(request), 1, 2048));
    }
}
