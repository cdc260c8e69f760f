using System.Text.Json.Serialization;

namespace Hitl.Memory;

/// <summary>What is extracted from a conversation.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExtractionKind>))]
public enum ExtractionKind
{
    /// <summary>Facts, each of which can be understood without the conversation.</summary>
    [JsonStringEnumMemberName("discrete")]
    Discrete,

    /// <summary>One summary of the thread, which is written anew when something is said.</summary>
    [JsonStringEnumMemberName("summary")]
    Summary,

    /// <summary>What the user prefers.</summary>
    [JsonStringEnumMemberName("preferences")]
    Preferences,

    /// <summary>What a prompt of the app asks for.</summary>
    [JsonStringEnumMemberName("custom")]
    Custom,
}
