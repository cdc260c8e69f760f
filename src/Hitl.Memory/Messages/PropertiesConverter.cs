using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace Hitl.Memory;

/// <summary>Writes and reads additional properties: the plain ones, see <see cref="PlainValues"/>.</summary>
internal sealed class PropertiesConverter : JsonConverter<AdditionalPropertiesDictionary>
{
    public override AdditionalPropertiesDictionary? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        AdditionalPropertiesDictionary properties = [];
        JsonObjects.Read(ref reader, (name, value) => properties[name] = value);
        return properties.Count == 0 ? null : properties;
    }

    public override void Write(Utf8JsonWriter writer, AdditionalPropertiesDictionary value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach ((string name, object? property) in value)
        {
            if (PlainValues.TryConvert(property, out object? stored))
            {
                writer.WritePropertyName(name);
                StoredValues.Write(writer, stored);
            }
        }

        writer.WriteEndObject();
    }
}
