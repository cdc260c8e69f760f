using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hitl.Memory;

/// <summary>What a model says of memories that are close to each other.</summary>
internal sealed record MergeVerdict
{
    [Description("same: they say the same thing. update: the newest adds to or replaces what the others say of the same thing. contradicts: the newest makes the others untrue. distinct: they are about different things.")]
    [JsonRequired]
    public MergeRelation Relation { get; init; }

    [Description("For same and update: one statement with everything that is true. Otherwise empty.")]
    public string? Text { get; init; }
}
