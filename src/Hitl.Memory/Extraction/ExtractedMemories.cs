using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hitl.Memory;

/// <summary>What a model found in a conversation.</summary>
internal sealed record ExtractedMemories
{
    [Description("What is worth remembering; empty when there is nothing.")]
    [JsonRequired]
    public IReadOnlyList<ExtractedMemory> Memories { get; init; } = [];
}
