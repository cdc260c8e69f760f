using System.Text.Json;

namespace Hitl.Memory;

internal static class JsonObjects
{
    public static void Read(ref Utf8JsonReader reader, Action<string, object?> add)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A JSON object is expected.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            add(name, StoredValues.Read(ref reader));
        }
    }
}
