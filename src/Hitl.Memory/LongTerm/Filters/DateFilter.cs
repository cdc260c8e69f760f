using System.Text.Json.Serialization;

namespace Hitl.Memory;

/// <summary>Conditions on a time, which is compared in whole milliseconds. All that are given must hold; a memory without the time meets none but <see cref="NotEqual"/>.</summary>
public sealed record DateFilter
{
    /// <summary>Later than this.</summary>
    [JsonPropertyName("gt")]
    public DateTimeOffset? After { get; init; }

    /// <summary>Earlier than this.</summary>
    [JsonPropertyName("lt")]
    public DateTimeOffset? Before { get; init; }

    /// <summary>At this time or later.</summary>
    [JsonPropertyName("gte")]
    public DateTimeOffset? AtOrAfter { get; init; }

    /// <summary>At this time or earlier.</summary>
    [JsonPropertyName("lte")]
    public DateTimeOffset? AtOrBefore { get; init; }

    /// <summary>At this time.</summary>
    [JsonPropertyName("eq")]
    public DateTimeOffset? Equal { get; init; }

    /// <summary>Not at this time.</summary>
    [JsonPropertyName("ne")]
    public DateTimeOffset? NotEqual { get; init; }

    /// <summary>Two times: at the first, at the second or in between.</summary>
    [JsonPropertyName("between")]
    public IReadOnlyList<DateTimeOffset>? Between { get; init; }
}
