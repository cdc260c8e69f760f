using System.Text.Json;

namespace AgentDemo.Output;

/// <summary>What a person decided.</summary>
internal sealed record DecisionOutput(string Kind, string By, DateTimeOffset At, string? Text, JsonElement? Arguments);
