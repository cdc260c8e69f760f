using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hitl.Memory;

/// <summary>Something that a model found in a conversation.</summary>
internal sealed record ExtractedMemory
{
    [Description("One statement that can be understood without the conversation.")]
    [JsonRequired]
    public string Text { get; init; } = "";

    [Description("semantic: a fact or a preference that holds in general. episodic: something that happens at a time.")]
    public ExtractedType Type { get; init; }

    [Description("At most three words that say what it is about.")]
    public IReadOnlyList<string>? Topics { get; init; }

    [Description("The people, places and things that are named in it.")]
    public IReadOnlyList<string>? Entities { get; init; }

    [Description("When it happens, in ISO 8601 with offset, if it is known.")]
    public DateTimeOffset? EventDate { get; init; }
}
