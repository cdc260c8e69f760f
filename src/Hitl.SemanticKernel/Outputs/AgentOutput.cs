namespace Hitl.SemanticKernel;

/// <summary>An answer of the model before it is given out.</summary>
public sealed record AgentOutput
{
    /// <summary>The thread.</summary>
    public required string ThreadId { get; init; }

    /// <summary>The text of the answer.</summary>
    public required string Text { get; init; }

    /// <summary>What was said before the answer, the results of tools included.</summary>
    public Conversation Conversation { get; init; } = Conversation.Empty;

    /// <summary>The user for whom the agent acts; <see langword="null"/> when the app did not say.</summary>
    public string? UserId { get; init; }
}
