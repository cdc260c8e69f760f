using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hitl.SemanticKernel;

[JsonSerializable(typeof(EventBody))]
[JsonSerializable(typeof(EventContent))]
[JsonSerializable(typeof(SealPayload))]
[JsonSerializable(typeof(StoredLetter))]
internal sealed partial class EventJson : JsonSerializerContext
{
    /// <summary>Like the other records, events are never embedded in markup as they are stored.</summary>
    public static EventJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        IgnoreReadOnlyProperties = true,
        MaxDepth = 1024,
        Converters =
        {
            new JsonStringEnumConverter<ActorKind>(),
            new JsonStringEnumConverter<BoundaryActions>(),
            new JsonStringEnumConverter<CallOrigin>(),
            new JsonStringEnumConverter<CallState>(),
            new JsonStringEnumConverter<DeadlineAction>(),
            new JsonStringEnumConverter<DecisionKind>(),
            new JsonStringEnumConverter<ReviewKind>(),
            new JsonStringEnumConverter<RiskFlags>(),
            new JsonStringEnumConverter<Verdict>(),
        },
    });
}
