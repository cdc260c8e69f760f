using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>What a call of a model came to, before the model is told.</summary>
public sealed record ToolResult
{
    /// <summary>The thread.</summary>
    public required string ThreadId { get; init; }

    /// <summary>The call's id, unique in its thread.</summary>
    public required string CallId { get; init; }

    /// <summary>The tool.</summary>
    public required ToolDefinition Tool { get; init; }

    /// <summary>The arguments that ran, a JSON object.</summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>The result, a JSON value: a string for text, null for none. For a tool that threw, the text that a model is told.</summary>
    public required JsonElement Value { get; init; }

    /// <summary>What the tool threw; <see langword="null"/> when it returned.</summary>
    public Exception? Exception { get; init; }

    /// <summary>The user for whom the agent acts; <see langword="null"/> when the app did not say.</summary>
    public string? UserId { get; init; }
}
