using System.Text.Json.Serialization;

namespace Hitl.Memory;

/// <summary>What memories must meet beside their scope. All conditions must hold. A filter that says nothing is an <see cref="InvalidMemoryFilterException"/>.</summary>
public sealed record MemoryFilter
{
    /// <summary>The thread that they come from.</summary>
    [JsonPropertyName("session_id")]
    public TagFilter? ThreadId { get; init; }

    /// <summary>What they are about.</summary>
    [JsonPropertyName("topics")]
    public TagFilter? Topics { get; init; }

    /// <summary>Who and what is named in them.</summary>
    [JsonPropertyName("entities")]
    public TagFilter? Entities { get; init; }

    /// <summary>Their type: <c>semantic</c>, <c>episodic</c>, <c>message</c>.</summary>
    [JsonPropertyName("memory_type")]
    public TagFilter? Type { get; init; }

    /// <summary>Their id.</summary>
    [JsonPropertyName("id")]
    public TagFilter? Id { get; init; }

    /// <summary>When they were first known.</summary>
    [JsonPropertyName("created_at")]
    public DateFilter? CreatedAt { get; init; }

    /// <summary>When they were last found.</summary>
    [JsonPropertyName("last_accessed")]
    public DateFilter? LastAccessed { get; init; }

    /// <summary>When they happened.</summary>
    [JsonPropertyName("event_date")]
    public DateFilter? EventDate { get; init; }

    /// <summary>The filter without topics, entities, type and dates: what may be relaxed. Null when nothing is left.</summary>
    internal MemoryFilter? Strict => ThreadId is null && Id is null ? null : new() { ThreadId = ThreadId, Id = Id };
}
