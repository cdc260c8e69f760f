using System.Text.Json;

namespace Hitl.Memory;

/// <summary>
/// The one rule for values inside a message (arguments, results, properties), before and after they were JSON: a string is a string,
/// null is null, everything else is a <see cref="JsonElement"/> with the exact text of its numbers.
/// </summary>
internal static class StoredValues
{
    public static object? FromElement(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => null,
        JsonValueKind.String => JsonRepair.Clean(element).GetString(),
        _ => JsonRepair.Clean(element),
    };

    public static object? Read(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.String => reader.GetString(),
        _ => JsonRepair.Clean(JsonElement.ParseValue(ref reader)),
    };

    public static void Write(Utf8JsonWriter writer, object? stored)
    {
        switch (stored)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            default:
                ((JsonElement)stored).WriteTo(writer);
                break;
        }
    }

    /// <summary>Any object in the form that it has in a stored message.</summary>
    /// <exception cref="UnsupportedContentException">The value does not serialize to JSON.</exception>
    public static object? From(object? value)
    {
        try
        {
            return value switch
            {
                null => null,
                string text => JsonRepair.Clean(text),
                JsonElement element => FromElement(element),
                JsonDocument document => FromElement(document.RootElement),
                _ => FromElement(JsonRepair.Clean(JsonSerializer.SerializeToElement(value, value.GetType(), MessageJsonOptions.Values))),
            };
        }
        catch (Exception e) when (e is not (OutOfMemoryException or UnsupportedContentException))
        {
            // Property getters of a tool's own types can throw anything.
            throw new UnsupportedContentException(value!.GetType(), "It does not serialize to JSON: " + e.Message, e);
        }
    }
}
