using System.Text.Json.Nodes;

namespace Hitl.Memory;

/// <summary>Changes to a memory. What is not set stays as it is; null clears what can be empty.</summary>
public sealed record MemoryPatch
{
    /// <summary>The text. It cannot be cleared.</summary>
    public Change<string> Text { get; init; }

    /// <summary>The type.</summary>
    public Change<MemoryType> Type { get; init; }

    /// <summary>The thread that it comes from.</summary>
    public Change<string?> ThreadId { get; init; }

    /// <summary>What it is about. Null and none are the same.</summary>
    public Change<string[]?> Topics { get; init; }

    /// <summary>Who and what is named in it. Null and none are the same.</summary>
    public Change<string[]?> Entities { get; init; }

    /// <summary>When it happened.</summary>
    public Change<DateTimeOffset?> EventDate { get; init; }

    /// <summary>Whether it is never merged away and never forgotten by a policy.</summary>
    public Change<bool> Pinned { get; init; }

    /// <summary>Anything else about it.</summary>
    public Change<JsonObject?> Metadata { get; init; }
}
