using System.Text.Json;

namespace AgentDemo.Output;

/// <summary>What the model got for a call.</summary>
internal sealed record ToolResultOutput(string CallId, JsonElement? Result);
