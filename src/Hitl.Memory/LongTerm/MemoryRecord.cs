using System.Text.Json.Nodes;

namespace Hitl.Memory;

/// <summary>Something that is remembered. Times have whole milliseconds.</summary>
public sealed record MemoryRecord
{
    /// <summary>The id, unique in the scope.</summary>
    public required string Id { get; init; }

    /// <summary>Whose memory it is.</summary>
    public required MemoryScope Scope { get; init; }

    /// <summary>What is remembered.</summary>
    public required string Text { get; init; }

    /// <summary>What kind of thing it is.</summary>
    public MemoryType Type { get; init; }

    /// <summary>The thread that it comes from, if any.</summary>
    public string? ThreadId { get; init; }

    /// <summary>What it is about.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>Who and what is named in it.</summary>
    public IReadOnlyList<string> Entities { get; init; } = [];

    /// <summary>The ids of the messages or memories that it was made from.</summary>
    public IReadOnlyList<string> ExtractedFrom { get; init; } = [];

    /// <summary>When it happened, if it is known.</summary>
    public DateTimeOffset? EventDate { get; init; }

    /// <summary>When it was first known.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was last found by a search; see <see cref="LongTermMemoryOptions.AccessInterval"/>.</summary>
    public DateTimeOffset LastAccessed { get; init; }

    /// <summary>When it was first stored.</summary>
    public DateTimeOffset PersistedAt { get; init; }

    /// <summary>How often an access was recorded.</summary>
    public long AccessCount { get; init; }

    /// <summary>Whether it is never merged away and never forgotten by a policy.</summary>
    public bool Pinned { get; init; }

    /// <summary>SHA-256 over text, user, thread, namespace and type, in hexadecimal digits.</summary>
    public required string Hash { get; init; }

    /// <summary>From when on it was held to be true.</summary>
    public DateTimeOffset ValidFrom { get; init; }

    /// <summary>Until when it was held to be true; <see langword="null"/> while it is.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>The id of the memory that took its place, if one did.</summary>
    public string? SupersededBy { get; init; }

    /// <summary>The ids of the memories whose place it took.</summary>
    public IReadOnlyList<string> Supersedes { get; init; } = [];

    /// <summary>The name of the extraction strategy that found it, if one did.</summary>
    public string? Strategy { get; init; }

    /// <summary>The settings of that strategy.</summary>
    public JsonObject? StrategyConfig { get; init; }

    /// <summary>Anything else about it.</summary>
    public JsonObject? Metadata { get; init; }
}
