using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>A piece of a turn while it is under way.</summary>
public sealed record AgentTurnUpdate
{
    /// <summary>A piece of what the model says, in the order in which it comes; <see langword="null"/> in the last update.</summary>
    public StreamingChatMessageContent? Content { get; init; }

    /// <summary>The whole turn; only in the last update.</summary>
    public AgentTurn? Turn { get; init; }
}
