using System.Text.Json.Serialization;

namespace Hitl.Memory;

/// <summary>The JSON that models are asked for.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(MergeVerdict))]
[JsonSerializable(typeof(ExtractedMemories))]
internal sealed partial class ModelJson : JsonSerializerContext;
