using System.Text.Json.Nodes;

namespace Hitl.Memory;

/// <summary>Something to remember.</summary>
public sealed record NewMemory
{
    /// <summary>The id: 1 to 512 characters, unique in its scope. A memory that has it is overwritten.</summary>
    /// <value>Default <see langword="null"/>: one is made (a ULID).</value>
    public string? Id { get; init; }

    /// <summary>What is remembered. Not blank; see <see cref="LongTermMemoryOptions.MaxTextBytes"/> for how long it may be.</summary>
    public required string Text { get; init; }

    /// <summary>What kind of thing it is.</summary>
    /// <value>Default <see cref="MemoryType.Semantic"/>.</value>
    public MemoryType Type { get; init; } = MemoryType.Semantic;

    /// <summary>The thread that it comes from: 1 to 512 characters.</summary>
    /// <value>Default <see langword="null"/>.</value>
    public string? ThreadId { get; init; }

    /// <summary>What it is about. None of them blank.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>Who and what is named in it. None of them blank.</summary>
    public IReadOnlyList<string> Entities { get; init; } = [];

    /// <summary>The ids of the messages or memories that it was made from.</summary>
    public IReadOnlyList<string> ExtractedFrom { get; init; } = [];

    /// <summary>When it happened.</summary>
    /// <value>Default <see langword="null"/>.</value>
    public DateTimeOffset? EventDate { get; init; }

    /// <summary>When it was first known.</summary>
    /// <value>At most 300 seconds in the future. Default: now.</value>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Whether it is never merged away and never forgotten by a policy.</summary>
    public bool Pinned { get; init; }

    /// <summary>The name of the extraction strategy that found it.</summary>
    public string? Strategy { get; init; }

    /// <summary>The settings of that strategy.</summary>
    public JsonObject? StrategyConfig { get; init; }

    /// <summary>Anything else about it.</summary>
    public JsonObject? Metadata { get; init; }
}
