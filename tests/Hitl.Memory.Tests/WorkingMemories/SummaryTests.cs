using Microsoft.Extensions.AI;

namespace Hitl.Memory.Tests;

public sealed class SummaryTests(RedisServers servers)
{
    private static string Long(char letter, int tokens) => new(letter, (tokens * 4) - 6);

    private static MemoryOptions Window(int tokens, int? summaryWindow = null) =>
        new() { Working = new() { ContextWindow = tokens, SummaryWindow = summaryWindow }, Extraction = new() { Enabled = false } };

    [Fact]
    public void Budgets_are_the_published_ones()
    {
        Assert.Equal((512, 512, 1249, 1024, 1024, 4999, 2500, 5000),
            (ConversationSummarizer.Budget(2000), ConversationSummarizer.Budget(4096), ConversationSummarizer.Budget(9999), ConversationSummarizer.Budget(10_000), ConversationSummarizer.Budget(10_240),
            ConversationSummarizer.Budget(49_999), ConversationSummarizer.Budget(50_000), ConversationSummarizer.Budget(100_000)));
        Assert.Equal((230, 230, 500, 1000, 1000),
            (ConversationSummarizer.Buffer(1000), ConversationSummarizer.Buffer(23_000), ConversationSummarizer.Buffer(50_000), ConversationSummarizer.Buffer(100_000), ConversationSummarizer.Buffer(1_000_000)));
    }

    [Theory]
    [AllServers]
    public async Task Above_seven_tenths_all_but_the_newest_four_tenths_are_summarised(ServerKind kind)
    {
        var model = new ScriptedModel(messages => "summary " + messages[1].Text.Count(c => c == '\n'));
        var bed = await MemoryBed.OpenAsync(servers, kind, model, Window(1001));
        var memory = bed.Thread();
        await memory.AppendAsync([new(ChatRole.System, "r"), .. "abcdefg".Select(letter => MemoryBed.User(Long(letter, 99)))]);

        // 7 * 99 and 3 are 696; int(0.7 * 1001) is 700.
        Assert.False(await memory.SummarizeAsync());
        await memory.AppendAsync([MemoryBed.User(Long('h', 5))]);
        Assert.True(await memory.SummarizeAsync());

        // int(0.4 * 1001) is 400: four of 99 and one of 5 are 401.
        var state = (await memory.ReadAsync())!;
        Assert.Equal(["r", "e", "f", "g", "h"], state.Messages.Select(message => message.Text[..1]));
        Assert.Equal("summary 4", state.Summary);
        Assert.Equal(700 - (4 * 99) + 1, state.Tokens);
        Assert.False(await memory.SummarizeAsync());
        Assert.Single(model.Requests);
        Assert.Equal(512, model.Options[0]!.MaxOutputTokens);
        Assert.Equal(8, (await bed.Server.Database.ListLengthAsync(bed.Redis.Keys.Thread("t").Messages)) - 1);

        // The next one goes on from it.
        await memory.AppendAsync("ijkl".Select(letter => MemoryBed.User(Long(letter, 99))));
        Assert.True(await memory.SummarizeAsync());
        Assert.Contains("Summary so far:\nsummary 4", model.Requests[1][1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("aaaa", model.Requests[1][1].Text, StringComparison.Ordinal);
        Assert.Equal(["r", "i", "j", "k", "l"], (await memory.ReadAsync())!.Messages.Select(message => message.Text[..1]));
    }

    [Theory]
    [AllServers]
    public async Task One_message_stays_however_long_it_is_and_calls_stay_whole(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind, new ScriptedModel(_ => "summary"), Window(256));
        var memory = bed.Thread();
        await memory.AppendAsync([MemoryBed.User("a"), new(ChatRole.Assistant, [new FunctionCallContent("1", "find")]), new(ChatRole.Tool, [new FunctionResultContent("1", Long('x', 900))])]);
        Assert.True(await memory.SummarizeAsync());
        Assert.Equal([ChatRole.Assistant, ChatRole.Tool], (await memory.ReadAsync())!.Messages.Select(message => message.Role));
        Assert.Equal(1, await bed.Memory.RunDueAsync());
        Assert.Equal(0, await bed.Memory.RunDueAsync());
        Assert.False(await memory.SummarizeAsync());
    }

    [Theory]
    [AllServers]
    public async Task Messages_that_arrive_while_it_is_summarised_stay_and_its_time_to_live_too(ServerKind kind)
    {
        MemoryBed? bed = null;
        var model = new ScriptedModel(_ =>
        {
            bed!.Again().Thread().UpdateAsync(new() { Messages = [MemoryBed.User("meanwhile")] }).GetAwaiter().GetResult();
            return "summary";
        });
        bed = await MemoryBed.OpenAsync(servers, kind, model, Window(256));
        var memory = bed.Thread();
        await memory.UpdateAsync(new() { Messages = [MemoryBed.User(Long('a', 150)), MemoryBed.User(Long('b', 90))], TimeToLive = TimeSpan.FromHours(1) });
        var before = (await memory.ReadAsync())!;
        Assert.True(await memory.SummarizeAsync());

        var state = (await memory.ReadAsync())!;
        Assert.Equal(["b", "m"], state.Messages.Select(message => message.Text[..1]));
        Assert.Equal("summary", state.Summary);
        Assert.True(state.ExpiresAt >= before.ExpiresAt);
        Assert.Equal(TimeSpan.FromHours(1), state.TimeToLive);
    }

    [Theory]
    [AllServers]
    public async Task Summaries_that_meet_summarise_once(ServerKind kind)
    {
        var model = new ScriptedModel(messages => $"[{string.Concat(messages[1].Text.Where(char.IsUpper).Distinct().Where(c => c is not ('S' or 'W')))}]");
        var bed = await MemoryBed.OpenAsync(servers, kind, model, Window(256));
        await bed.Thread().AppendAsync("ABCDEF".Select(letter => MemoryBed.User(Long(letter, 50))));
        var done = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => bed.Thread().SummarizeAsync()));

        Assert.Single(done, true);
        Assert.Equal("[ABCD]", (await bed.Thread().ReadAsync())!.Summary);
    }

    [Theory]
    [AllServers]
    public async Task Text_too_long_for_the_summariser_goes_in_pieces_in_order(ServerKind kind)
    {
        var model = new ScriptedModel(_ => "summary");
        var bed = await MemoryBed.OpenAsync(servers, kind, model, Window(256, summaryWindow: 2048));
        var memory = bed.Thread();
        var text = string.Concat(Enumerable.Range(0, 2000).Select(i => $"{i:D4}\ud83d\ude00"));
        await memory.AppendAsync([MemoryBed.User("first"), MemoryBed.User(text), MemoryBed.Assistant("after"), MemoryBed.User("last")]);
        Assert.True(await memory.SummarizeAsync());

        Assert.True(model.Requests.Count > 3);
        var seen = string.Concat(model.Requests.Select(request => request[1].Text.Split("said after it:\n")[^1].Split("What was said:\n")[^1]));
        Assert.Contains(text, seen.Replace("\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.True(seen.IndexOf("first", StringComparison.Ordinal) < seen.IndexOf("0000", StringComparison.Ordinal));
        Assert.All(model.Requests, request => Assert.InRange(new TokenCounter(null).Count(request), 1, 2048 - 512));
        Assert.All(model.Requests, request => Assert.DoesNotContain("\ufffd", System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(request[1].Text)), StringComparison.Ordinal));
    }

    [Theory]
    [AllServers]
    public async Task A_model_that_says_nothing_changes_nothing(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind, new ScriptedModel(_ => " "), Window(256));
        await bed.Thread().AppendAsync([MemoryBed.User(Long('a', 300)), MemoryBed.User("b")]);
        await Assert.ThrowsAsync<ModelAnswerException>(() => bed.Thread().SummarizeAsync());
        Assert.Equal((2, null), ((await bed.Thread().ReadAsync())!.Messages.Count, (await bed.Thread().ReadAsync())!.Summary));
        await Assert.ThrowsAsync<InvalidOperationException>(() => bed.Again().Thread().SummarizeAsync());
    }

    [Theory]
    [AllServers]
    public async Task It_is_done_in_the_background(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind, new ScriptedModel(_ => "summary"), Window(256));
        await bed.Thread().AppendAsync([MemoryBed.User(Long('a', 100))]);
        Assert.Equal(0, await bed.Memory.RunDueAsync());
        await bed.Thread().AppendAsync([MemoryBed.User(Long('b', 100))]);
        Assert.Equal(1, await bed.Memory.RunDueAsync());
        Assert.Equal("summary", (await bed.Thread().ReadAsync())!.Summary);
        Assert.Equal(0, await bed.Memory.RunDueAsync());
    }
}
