using System.Text.Json.Serialization;

namespace Hitl.Memory;

/// <summary>The types of memories that are extracted.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExtractedType>))]
internal enum ExtractedType
{
    [JsonStringEnumMemberName("semantic")]
    Semantic,

    [JsonStringEnumMemberName("episodic")]
    Episodic,
}
