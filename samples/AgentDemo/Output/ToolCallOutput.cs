using System.Text.Json;

namespace AgentDemo.Output;

/// <summary>A call as the model asked for it.</summary>
internal sealed record ToolCallOutput(string CallId, string Tool, JsonElement? Arguments);
