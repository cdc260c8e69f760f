using System.Text.Json.Serialization;

namespace Hitl.SemanticKernel;

/// <summary>The JSON that the schema validator makes itself.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class SchemaJsonContext : JsonSerializerContext;
