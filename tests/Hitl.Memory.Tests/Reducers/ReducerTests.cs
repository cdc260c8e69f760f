using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Hitl.Memory.Tests;

public sealed class ReducerTests
{
    private static readonly WorkingMemoryOptions Window = new() { ContextWindow = 1000 };

    private static string Long(char letter) => new(letter, 394);

    [Fact]
    public async Task A_conversation_that_fits_stays_as_it_is()
    {
        var model = new ScriptedModel(_ => "summary");
        ChatMessage[] messages = [new(ChatRole.System, "r"), .. "abcdef".Select(letter => MemoryBed.User(Long(letter)))];
        Assert.Same(messages, await new SummarizingMemoryReducer(model, Window).ReduceAsync(messages, default));
        Assert.Null(await new SummarizingHistoryReducer(model, Window).ReduceAsync([.. messages.Select(message => message.ToChatMessageContent())]));
        Assert.Empty(model.Requests);
    }

    [Fact]
    public async Task What_does_not_fit_is_summarised_and_the_summary_goes_on()
    {
        var model = new ScriptedModel(messages => "summary " + string.Concat("abcdefghijkl".Where(letter => messages[1].Text.Contains(Long(letter), StringComparison.Ordinal))));
        var reducer = new SummarizingMemoryReducer(model, Window);
        ChatMessage[] messages = [new(ChatRole.System, "r"), .. "abcdefgh".Select(letter => MemoryBed.User(Long(letter)))];
        var reduced = (await reducer.ReduceAsync(messages, default)).ToList();
        Assert.Equal(["r", "Summary of what was said before:\nsummary abcd", Long('e'), Long('f'), Long('g'), Long('h')], reduced.Select(message => message.Text));
        Assert.Same(messages[0], reduced[0]);
        Assert.Same(messages[^1], reduced[^1]);

        var again = (await reducer.ReduceAsync([.. reduced, .. "ijkl".Select(letter => MemoryBed.User(Long(letter)))], default)).ToList();
        Assert.Equal("Summary of what was said before:\nsummary efgh", again[1].Text);
        Assert.Contains("Summary so far:\nsummary abcd", model.Requests[^1][1].Text, StringComparison.Ordinal);
        Assert.Equal(6, again.Count);
    }

    [Fact]
    public async Task Calls_of_a_history_stay_with_their_results()
    {
        var model = new ScriptedModel(_ => "summary");
        var call = new ChatMessageContent { Role = AuthorRole.Assistant, Items = [new Microsoft.SemanticKernel.FunctionCallContent("find", "shop", "1")] };
        var result = new ChatMessageContent { Role = AuthorRole.Tool, Items = [new Microsoft.SemanticKernel.FunctionResultContent("find", "shop", "1", Long('x') + Long('y') + Long('z') + Long('w'))] };
        ChatHistory history = [new ChatMessageContent(AuthorRole.System, "r"), .. "abcdef".Select(letter => new ChatMessageContent(AuthorRole.User, Long(letter))), call, result];
        var reduced = (await new SummarizingHistoryReducer(model, Window).ReduceAsync(history))!.ToList();
        Assert.Equal(4, reduced.Count);
        Assert.Same(history[0], reduced[0]);
        Assert.Same(call, reduced[2]);
        Assert.Same(result, reduced[3]);
        Assert.Contains("summary", reduced[1].Content, StringComparison.Ordinal);
        Assert.True(await history.ReduceInPlaceAsync(new SummarizingHistoryReducer(model, Window), default));
        Assert.Equal(4, history.Count);
    }

    [Fact]
    public async Task A_model_that_fails_is_an_error()
    {
        ChatMessage[] messages = [.. "abcdefgh".Select(letter => MemoryBed.User(Long(letter)))];
        await Assert.ThrowsAsync<ModelAnswerException>(() => new SummarizingMemoryReducer(new ScriptedModel(_ => ""), Window).ReduceAsync(messages, default));
        await Assert.ThrowsAsync<ModelAnswerException>(() => new SummarizingMemoryReducer(new ScriptedModel(_ => throw new InvalidOperationException("away")), Window).ReduceAsync(messages, default));
    }
}
