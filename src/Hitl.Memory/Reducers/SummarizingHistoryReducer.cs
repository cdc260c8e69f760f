using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Hitl.Memory;

/// <summary>
/// Shortens chat histories as working memory does, for Semantic Kernel: above 70 percent of the window, all but the newest 40 percent goes into a running
/// summary. System messages stay, and calls stay with their results.
/// </summary>
[Experimental("SKEXP0001")]
public sealed class SummarizingHistoryReducer : IChatHistoryReducer
{
    private readonly ConversationReducer _reducer;

    /// <summary>Creates it.</summary>
    /// <param name="model">The model that summarises.</param>
    /// <param name="options">The window and more. Default: the defaults.</param>
    public SummarizingHistoryReducer(IChatClient model, WorkingMemoryOptions? options = null) => _reducer = new(model, options);

    /// <inheritdoc/>
    /// <returns>The messages that stay, which are the same objects, and the summary; <see langword="null"/> when everything fits.</returns>
    /// <exception cref="ModelAnswerException">The model failed or answered with nothing.</exception>
    /// <exception cref="UnsupportedContentException">A message has a content that has no stored form.</exception>
    public async Task<IEnumerable<ChatMessageContent>?> ReduceAsync(IReadOnlyList<ChatMessageContent> chatHistory, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chatHistory);
        var own = new Dictionary<ChatMessage, ChatMessageContent>(ReferenceEqualityComparer.Instance);
        foreach (var message in chatHistory)
        {
            own.Add(message.ToThreadMessage(), message);
        }

        if (await _reducer.ReduceAsync([.. own.Keys], cancellationToken).ConfigureAwait(false) is not var (summary, kept))
        {
            return null;
        }

        return [.. kept.TakeWhile(MessageGroups.IsSystem).Select(message => own[message]), summary.ToChatMessageContent(), .. kept.SkipWhile(MessageGroups.IsSystem).Select(message => own[message])];
    }
}
