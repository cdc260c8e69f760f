using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>What a turn is to be run with.</summary>
internal sealed record TurnRequest(Kernel Kernel, PromptExecutionSettings? Settings, Func<StreamingChatMessageContent, ValueTask>? Update = null)
{
    /// <summary>Whether the thread is only gone on with: when its last message is an answer, nothing is left to do.</summary>
    public bool IsResume { get; init; }

    /// <summary>Whether the messages of the turn were queued behind calls that are not complete.</summary>
    public bool IsQueued { get; init; }
}
