using Microsoft.Extensions.AI;
using Microsoft.ML.Tokenizers;

namespace Hitl.Memory.Tests;

public sealed class WindowTests(RedisServers servers)
{
    private static ChatMessage Call(string id) => new(ChatRole.Assistant, [new FunctionCallContent(id, "find", new Dictionary<string, object?> { ["q"] = "x" })]);

    private static ChatMessage Result(string id) => new(ChatRole.Tool, [new FunctionResultContent(id, "found")]);

    private static ChatMessage At(int minute, string text) => new(ChatRole.User, text) { CreatedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minute) };

    [Fact]
    public void Without_a_tokenizer_tokens_are_estimated()
    {
        var counter = new TokenCounter(null);
        Assert.Equal((1, 1, 2, 2, 3), (counter.Count(""), counter.Count("abcd"), counter.Count("abcde"), counter.Count("abcdefgh"), counter.Count("abcdefghi")));
        Assert.Equal(counter.Count("user: hello"), counter.Count(MemoryBed.User("hello")));
        Assert.Equal("assistant: find({\"q\":\"x\"})", TokenCounter.Text(Call("1")));
        Assert.Equal("tool: found", TokenCounter.Text(Result("1")));
    }

    [Fact]
    public void A_tokenizer_counts_what_the_model_counts()
    {
        var words = WordTokenizer.Create();
        Assert.Equal(words.CountTokens("user: one two"), new TokenCounter(words).Count(MemoryBed.User("one two")));
        Assert.NotEqual(new TokenCounter(null).Count(MemoryBed.User("aaaaaaaaaaaa")), new TokenCounter(words).Count(MemoryBed.User("aaaaaaaaaaaa")));
    }

    [Fact]
    public void Windows_of_models_are_known_by_their_names()
    {
        Assert.Equal(128_000, ModelWindows.Of("gpt-4o-mini-2024"));
        Assert.Equal(8_192, ModelWindows.Of("gpt-4-0613"));
        Assert.Null(ModelWindows.Of("mine"));
        Assert.Null(ModelWindows.Of(null));
        Assert.Equal(16_000, new WorkingMemoryOptions().Window);
        Assert.Equal(5_000, new WorkingMemoryOptions { Model = "gpt-4o", ContextWindow = 5_000 }.Window);
    }

    [Fact]
    public void The_last_group_stays_and_calls_keep_their_results()
    {
        var system = new ChatMessage(ChatRole.System, "rules");
        ChatMessage[] messages = [system, MemoryBed.User("a"), Call("1"), Result("1"), MemoryBed.Assistant("b"), Call("2"), Result("2")];
        Assert.Equal([system, messages[5], messages[6]], MessageGroups.Newest(messages, 0, _ => 1));
        Assert.Equal([system, messages[5], messages[6]], MessageGroups.Newest(messages, 3, _ => 1));
        Assert.Equal([system, .. messages[4..]], MessageGroups.Newest(messages, 5, _ => 1));
        Assert.Equal([system, .. messages[2..]], MessageGroups.Newest(messages, 6, _ => 1));
        Assert.Equal(messages, MessageGroups.Newest(messages, 7, _ => 1));
        Assert.Equal([1, 1, 2, 1, 2], MessageGroups.Of(messages).Select(group => group.Count));
        Assert.Equal([3], MessageGroups.Of([new ChatMessage(ChatRole.Assistant, [.. Call("1").Contents, .. Call("2").Contents]), Result("1"), Result("2")]).Select(group => group.Count));
    }

    [Theory]
    [AllServers]
    public async Task A_read_for_a_model_fits(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        var memory = bed.Thread();
        await memory.UpdateAsync(new() { Messages = [new(ChatRole.System, "rules"), MemoryBed.User(new string('a', 94)), MemoryBed.User(new string('b', 94)), MemoryBed.User(new string('c', 94))], Summary = "so far" });

        // "user: " and 94 letters are 25 tokens, "system: rules" 4, the summary 12.
        Assert.Equal(["s", "r", "c"], (await memory.ReadForModelAsync(1)).Select(First));
        Assert.Equal(["s", "r", "c"], (await memory.ReadForModelAsync(65)).Select(First));
        Assert.Equal(["s", "r", "b", "c"], (await memory.ReadForModelAsync(66)).Select(First));
        Assert.Equal(["s", "r", "a", "b", "c"], (await memory.ReadForModelAsync()).Select(First));

        static string First(ChatMessage message) => SummaryMessage.Is(message) ? "s" : message.Text[..1];
    }

    [Theory]
    [AllServers]
    public async Task The_newest_messages_are_so_by_their_times(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        var memory = bed.Thread();
        await memory.AppendAsync([new(ChatRole.System, "rules"), At(3, "third"), At(1, "first"), At(2, "second")]);
        Assert.Equal(["rules", "second", "third"], (await memory.ReadAsync(2))!.Messages.Select(message => message.Text).Order());
        Assert.Equal(["rules", "third", "first", "second"], (await memory.ReadAsync())!.Messages.Select(message => message.Text));
    }

    [Theory]
    [AllServers]
    public async Task Percentages_are_the_published_ones(ServerKind kind)
    {
        var known = await MemoryBed.OpenAsync(servers, kind, options: new() { Working = new() { ContextWindow = 300 } });
        await known.Thread().UpdateDataAsync([]);
        var empty = (await known.Thread().ReadAsync())!;
        Assert.Equal((0, 0, 0), (empty.Tokens, empty.UsedPercent, empty.UntilSummaryPercent));

        await known.Thread().AppendAsync([MemoryBed.User(new string('a', 414))]);
        var half = (await known.Thread().ReadAsync())!;
        Assert.Equal((105, 35d, 50d), (half.Tokens, half.UsedPercent, half.UntilSummaryPercent));
        await known.Thread().AppendAsync([MemoryBed.User(new string('a', 4000))]);
        var full = (await known.Thread().ReadAsync())!;
        Assert.Equal((100d, 100d), (full.UsedPercent, full.UntilSummaryPercent));

        var unknown = await MemoryBed.OpenAsync(servers, kind);
        await unknown.Thread().AppendAsync([MemoryBed.User("a")]);
        var state = (await unknown.Thread().ReadAsync())!;
        Assert.Equal((null, null), (state.UsedPercent, state.UntilSummaryPercent));
    }

    private sealed class WordTokenizer
    {
        // Every word and every run of other characters is a token.
        public static WordPieceTokenizer Create()
        {
            using var vocabulary = new MemoryStream("[UNK]\nuser\none\ntwo\n:\n"u8.ToArray());
            return WordPieceTokenizer.Create(vocabulary);
        }
    }
}
