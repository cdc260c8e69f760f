using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hitl.Memory;

/// <summary>Writes and reads the arguments of a call. Every one of them is stored or the message is refused.</summary>
internal sealed class ArgumentsConverter : JsonConverter<IDictionary<string, object?>>
{
    public override IDictionary<string, object?> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Dictionary<string, object?> arguments = [];
        JsonObjects.Read(ref reader, (name, value) => arguments[name] = value);
        return arguments;
    }

    public override void Write(Utf8JsonWriter writer, IDictionary<string, object?> value, JsonSerializerOptions options)
    {
        ToolArguments.Write(writer, value);
    }
}
