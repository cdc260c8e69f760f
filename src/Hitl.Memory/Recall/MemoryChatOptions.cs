using Microsoft.Extensions.AI;

namespace Hitl.Memory;

/// <summary>How requests to a model are given what is remembered.</summary>
public sealed class MemoryChatOptions
{
    /// <summary>How memories are searched. Its text is that of the last message of the user.</summary>
    /// <value>Default: the 10 best memories whose cosine distance is at most 0.7.</value>
    public MemorySearch Search { get; set; } = new() { DistanceThreshold = 0.7 };

    /// <summary>
    /// Whether the thread's working memory is the conversation: the app sends only what is new, gets summary and earlier messages added, and what is said is
    /// appended. Otherwise the app sends the conversation, and something else keeps it.
    /// </summary>
    /// <value>Default <see langword="false"/>.</value>
    public bool KeepConversation { get; set; }

    /// <summary>How many tokens the messages may have that are sent, in a conversation that is kept.</summary>
    /// <value>Default <see langword="null"/>: the window of the agent's model.</value>
    public int? TokenBudget { get; set; }

    /// <summary>Says whose memory a request goes with, when neither the request nor <see cref="MemoryContext.Use"/> does. Null: it goes as it is.</summary>
    public Func<ChatOptions?, MemoryContext?>? Context { get; set; }
}
