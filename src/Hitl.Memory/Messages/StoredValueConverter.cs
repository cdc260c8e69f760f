using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hitl.Memory;

/// <summary>Writes and reads a value of a message that its type declares as an object: a call's result.</summary>
internal sealed class StoredValueConverter : JsonConverter<object>
{
    public override object? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => StoredValues.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options) => StoredValues.Write(writer, ToolResults.ToStored(value));
}
