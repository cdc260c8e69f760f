using System.Text.Json;

namespace AgentDemo.Output;

/// <summary>What became of a call.</summary>
internal sealed record CallOutput(
    string CallId,
    string Tool,
    string State,
    JsonElement Proposed,
    JsonElement? Edited,
    JsonElement Effective,
    JsonElement? Result,
    string? ReviewId,
    double Risk);
