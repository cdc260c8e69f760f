using System.Text.Json;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>A call as it is asked for, before it is judged.</summary>
internal sealed record RequestedCall
{
    public required string Id { get; init; }

    public required ToolDefinition Tool { get; init; }

    /// <summary>The arguments; <see langword="null"/> when they did not parse.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>Why the call cannot be run at all, as the model is told; <see langword="null"/> when it can.</summary>
    public string? Error { get; init; }

    /// <summary>Whether the caller of the chat client runs it.</summary>
    public bool ByCaller { get; init; }

    public CallOrigin Origin { get; init; }

    public string? ParentId { get; init; }

    /// <summary>The user for whom the agent acts.</summary>
    public string? UserId { get; init; }

    /// <summary>What was said before the call.</summary>
    public Conversation Conversation { get; init; } = Conversation.Empty;

    /// <summary>How sure the model was of the tokens of the call.</summary>
    public double? Confidence { get; init; }

    /// <summary>The request that the model answered with the call.</summary>
    public ModelRequest? Request { get; init; }

    public KernelFunction? Function { get; init; }

    /// <summary>The arguments as the connector made them.</summary>
    public KernelArguments? Values { get; init; }
}
