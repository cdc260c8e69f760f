using System.Text.Json.Serialization;

namespace Hitl.Memory;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(CollectionSchema))]
internal sealed partial class SchemaJson : JsonSerializerContext;
