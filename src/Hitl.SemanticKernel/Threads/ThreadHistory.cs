using Hitl.Memory;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Hitl.SemanticKernel;

/// <summary>A thread as the store holds it.</summary>
public sealed record ThreadHistory
{
    /// <summary>The thread's id.</summary>
    public required string ThreadId { get; init; }

    /// <summary>The log of messages. The last one may have calls that are not complete; their results follow when the whole batch has them.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>The messages that wait behind calls that are not complete; they enter the log after the results.</summary>
    public IReadOnlyList<ChatMessage> Queued { get; init; } = [];

    /// <summary>What is on record of the calls, in the order of the log; direct and nested calls of the open batch come last.</summary>
    public required IReadOnlyList<CallRecord> Calls { get; init; }

    /// <summary>The messages as a chat history of Semantic Kernel.</summary>
    public ChatHistory ToChatHistory() => [.. Messages.Select(m => m.ToChatMessageContent())];
}
