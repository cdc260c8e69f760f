namespace AgentDemo.Output;

/// <summary>A message of a conversation.</summary>
internal sealed record MessageOutput(
    string Role,
    string? Text,
    IReadOnlyList<ToolCallOutput> ToolCalls,
    IReadOnlyList<ToolResultOutput> ToolResults);
