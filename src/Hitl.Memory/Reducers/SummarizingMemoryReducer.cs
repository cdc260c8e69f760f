using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace Hitl.Memory;

/// <summary>
/// Shortens conversations as working memory does, for Microsoft.Extensions.AI: above 70 percent of the window, all but the newest 40 percent goes into a running
/// summary. System messages stay, and calls stay with their results.
/// </summary>
[Experimental("MEAI001")]
public sealed class SummarizingMemoryReducer : IChatReducer
{
    private readonly ConversationReducer _reducer;

    /// <summary>Creates it.</summary>
    /// <param name="model">The model that summarises.</param>
    /// <param name="options">The window and more. Default: the defaults.</param>
    public SummarizingMemoryReducer(IChatClient model, WorkingMemoryOptions? options = null) => _reducer = new(model, options);

    /// <inheritdoc/>
    /// <exception cref="ModelAnswerException">The model failed or answered with nothing.</exception>
    public async Task<IEnumerable<ChatMessage>> ReduceAsync(IEnumerable<ChatMessage> messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var all = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        return await _reducer.ReduceAsync(all, cancellationToken).ConfigureAwait(false) is var (summary, kept)
            ? [.. kept.TakeWhile(MessageGroups.IsSystem), summary, .. kept.SkipWhile(MessageGroups.IsSystem)]
            : all;
    }
}
