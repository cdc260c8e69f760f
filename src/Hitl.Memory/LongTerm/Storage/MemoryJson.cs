using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Hitl.Memory;

/// <summary>The JSON of what memory stores.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(OutboxItem))]
[JsonSerializable(typeof(ExtractionStrategy))]
internal sealed partial class MemoryJson : JsonSerializerContext;
