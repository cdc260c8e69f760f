using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentDemo.Output;

/// <summary>A review with what a person wants to know before deciding.</summary>
internal sealed record ReviewDetailOutput : ReviewOutput
{
    /// <summary>The last messages of the conversation.</summary>
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<MessageOutput> Conversation { get; init; }

    /// <summary>The calls that the model asked for together with this one.</summary>
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<CallOutput> Batch { get; init; }

    [JsonPropertyOrder(1)]
    public required JsonElement? ArgumentsSchema { get; init; }
}
