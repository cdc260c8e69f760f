using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hitl.SemanticKernel;

[JsonSerializable(typeof(ReviewPlan))]
internal sealed partial class ReviewPlanJson : JsonSerializerContext
{
    public static ReviewPlanJson Plain { get; } = new(new JsonSerializerOptions
    {
        // What is left out is nil in Lua; null would not be.
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
