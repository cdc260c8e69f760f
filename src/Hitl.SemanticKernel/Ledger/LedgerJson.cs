using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hitl.SemanticKernel;

[JsonSerializable(typeof(CallData))]
[JsonSerializable(typeof(DecisionData))]
[JsonSerializable(typeof(IReadOnlyList<ResultFinding>))]
[JsonSerializable(typeof(ScopedApproval))]
[JsonSerializable(typeof(ShadowedCall))]
[JsonSerializable(typeof(StopRecord))]
internal sealed partial class LedgerJson : JsonSerializerContext
{
    /// <summary>The records are never embedded in markup, so text stays readable in the store.</summary>
    public static LedgerJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        MaxDepth = 1024,
        Converters = { new JsonStringEnumConverter<RiskFlags>(), new JsonStringEnumConverter<Verdict>(), new JsonStringEnumConverter<DeadlineAction>(), new JsonStringEnumConverter<CallOrigin>(), new JsonStringEnumConverter<DecisionKind>(), new JsonStringEnumConverter<BoundaryActions>() },
    });
}
