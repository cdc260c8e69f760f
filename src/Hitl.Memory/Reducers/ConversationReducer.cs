using Microsoft.Extensions.AI;

namespace Hitl.Memory;

/// <summary>Shortens a conversation in the way of working memory, without keeping anything: system messages and the newest messages stay, the rest is in a summary.</summary>
internal sealed class ConversationReducer
{
    private readonly ConversationSummarizer _summarizer;
    private readonly TokenCounter _counter;
    private readonly SummaryWindow _window;

    public ConversationReducer(IChatClient model, WorkingMemoryOptions? options)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new();
        _counter = new(options.Tokenizer);
        _window = new(_counter, options.Window);
        _summarizer = new(new(model, options.SummaryModel), _counter, options.SummarizingWindow);
    }

    /// <summary>Shortens messages.</summary>
    /// <returns>The summary and the messages that stay, which are the same objects; null when everything fits.</returns>
    public async Task<(ChatMessage Summary, IReadOnlyList<ChatMessage> Kept)?> ReduceAsync(IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        var previous = messages.LastOrDefault(SummaryMessage.Is);
        var said = messages.Where(message => !SummaryMessage.Is(message)).ToList();
        if (_counter.Count(messages) <= _window.Threshold)
        {
            return null;
        }

        var leaving = said.Take(_window.Leaving(said, always: true)).Where(message => !MessageGroups.IsSystem(message)).ToHashSet(ReferenceEqualityComparer.Instance);
        if (leaving.Count == 0)
        {
            return null;
        }

        var text = await _summarizer.SummarizeAsync(previous is null ? null : SummaryMessage.Text(previous), [.. leaving.Cast<ChatMessage>()], cancellationToken).ConfigureAwait(false);
        return (SummaryMessage.Of(text), [.. said.Where(message => !leaving.Contains(message))]);
    }
}
