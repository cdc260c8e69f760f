using System.ComponentModel;

namespace Hitl.Memory;

/// <summary>A memory as a model writes it.</summary>
internal sealed record ToolMemory
{
    [Description("What to remember, as one statement that can be understood without the conversation.")]
    public required string Text { get; init; }

    [Description("semantic: a fact or a preference. episodic: something that happens at a time. message: something as it was said.")]
    public string? MemoryType { get; init; }

    [Description("What it is about.")]
    public string[]? Topics { get; init; }

    [Description("Who and what is named in it.")]
    public string[]? Entities { get; init; }

    [Description("When it happens, in ISO 8601.")]
    public string? EventDate { get; init; }

    public NewMemory ToMemory(string? threadId) => new()
    {
        Text = Text,
        Type = ToolJson.Type(MemoryType),
        Topics = Topics ?? [],
        Entities = Entities ?? [],
        EventDate = ToolJson.Time(EventDate),
        ThreadId = threadId,
    };
}
