using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Hitl.Memory;

/// <summary>The JSON of what memory stores.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class MemoryJson : JsonSerializerContext;
