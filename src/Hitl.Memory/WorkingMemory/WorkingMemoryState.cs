using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Hitl.Memory;

/// <summary>The working memory of a thread, as it was read.</summary>
public sealed record WorkingMemoryState
{
    /// <summary>The thread.</summary>
    public required string ThreadId { get; init; }

    /// <summary>Whose it is.</summary>
    public required MemoryScope Scope { get; init; }

    /// <summary>The messages that are not summarised, and the system messages among those that are, the oldest first.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; init; } = [];

    /// <summary>What was said before, in short; <see langword="null"/> while nothing is summarised.</summary>
    public string? Summary { get; init; }

    /// <summary>Data of the app's own; <see langword="null"/> when there is none.</summary>
    public JsonObject? Data { get; init; }

    /// <summary>Memories that were put here. Those with <see cref="WorkingMemoryItem.PersistedAt"/> are in long-term memory too.</summary>
    public IReadOnlyList<WorkingMemoryItem> Memories { get; init; } = [];

    /// <summary>How memories are extracted from it, if it says so itself.</summary>
    public ExtractionStrategy? Strategy { get; init; }

    /// <summary>The tokens of the messages.</summary>
    public int Tokens { get; init; }

    /// <summary>How full the model's window is, 0 to 100; <see langword="null"/> when its size is not known.</summary>
    public double? UsedPercent { get; init; }

    /// <summary>How near it is to being summarised, 0 to 100; <see langword="null"/> when the size of the window is not known.</summary>
    public double? UntilSummaryPercent { get; init; }

    /// <summary>How long it is kept after the last writing; <see langword="null"/> for ever.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>When it goes away unless it is written before, by the server's clock.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was first written, by the server's clock; <see langword="null"/> when only the thread was.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it was last changed, by the server's clock.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>It grows with each change of the working memory.</summary>
    public long Version { get; init; }

    /// <summary>How many messages no memory was extracted from yet.</summary>
    public int UnextractedMessages { get; init; }
}
