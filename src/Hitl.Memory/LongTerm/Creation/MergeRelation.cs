using System.Text.Json.Serialization;

namespace Hitl.Memory;

/// <summary>How the newest of some memories stands to the others.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MergeRelation>))]
internal enum MergeRelation
{
    [JsonStringEnumMemberName("same")]
    Same,

    [JsonStringEnumMemberName("update")]
    Update,

    [JsonStringEnumMemberName("contradicts")]
    Contradicts,

    [JsonStringEnumMemberName("distinct")]
    Distinct,
}
