using System.Text.Json.Serialization;

namespace Hitl.Memory;

/// <summary>Conditions on texts such as topics. Case counts. All that are given must hold.</summary>
public sealed record TagFilter
{
    /// <summary>It is, or has, this one.</summary>
    [JsonPropertyName("eq")]
    public string? Equal { get; init; }

    /// <summary>It is not, and does not have, this one.</summary>
    [JsonPropertyName("ne")]
    public string? NotEqual { get; init; }

    /// <summary>It is, or has, one of these at least.</summary>
    [JsonPropertyName("any")]
    public IReadOnlyList<string>? Any { get; init; }

    /// <summary>It has each of these.</summary>
    [JsonPropertyName("all")]
    public IReadOnlyList<string>? All { get; init; }

    /// <summary>It, or one that it has, begins with this.</summary>
    [JsonPropertyName("startswith")]
    public string? StartsWith { get; init; }
}
