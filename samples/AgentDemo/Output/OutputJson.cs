using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentDemo.Output;

/// <summary>How the program writes JSON: one line, every property always there.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TurnOutput))]
[JsonSerializable(typeof(ReviewsOutput))]
[JsonSerializable(typeof(OneReviewOutput))]
[JsonSerializable(typeof(ReviewOutput))]
[JsonSerializable(typeof(HistoryOutput))]
[JsonSerializable(typeof(EffectsOutput))]
[JsonSerializable(typeof(MemoriesOutput))]
[JsonSerializable(typeof(ForgottenOutput))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class OutputJson : JsonSerializerContext;
