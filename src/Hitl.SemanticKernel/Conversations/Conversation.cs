using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>What was said in a thread before a call: a view that does not change.</summary>
public sealed class Conversation
{
    internal Conversation(IReadOnlyList<ChatMessage> messages, ConversationIndex? index) => (Messages, Index) = (messages, index);

    /// <summary>A conversation in which nothing was said: a function that code invokes has no other.</summary>
    public static Conversation Empty { get; } = new([], null);

    /// <summary>The messages in order, without the one that asks for the call.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; }

    /// <summary>Where values of the conversation come from; <see langword="null"/> when nothing was said.</summary>
    internal ConversationIndex? Index { get; }

    /// <summary>A conversation of given messages, for judging a call outside of a thread.</summary>
    /// <param name="messages">The messages in order.</param>
    /// <param name="originOf">Who writes what a tool returns, by the tool's name. Default: what the name suggests.</param>
    public static Conversation Of(IEnumerable<ChatMessage> messages, Func<string, OutputOrigin>? originOf = null)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var index = new ConversationIndex(originOf ?? OutputOrigins.OfName);
        return index.Read([.. messages]);
    }
}
