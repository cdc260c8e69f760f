using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hitl.Memory;

/// <summary>
/// Which values of a metadata dictionary are stored: those that are JSON by nature. Providers put live objects of their own into metadata;
/// these are left out on purpose, so that a message can always be stored.
/// </summary>
internal static class PlainValues
{
    private const int MaxDepth = 32;

    /// <summary>Turns a plain value into its stored form; false when it is not plain, or nested deeper than 32.</summary>
    public static bool TryConvert(object? value, out object? stored)
    {
        stored = null;
        if (value is null or string)
        {
            stored = value;
            return true;
        }

        try
        {
            if (!TryGetNode(value, 0, out JsonNode? node))
            {
                return false;
            }

            stored = node is null ? null : StoredValues.FromElement(JsonSerializer.SerializeToElement(node, MessageJsonOptions.Plain));
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException or ArgumentException or NotSupportedException)
        {
            // A disposed document, a collection that changes meanwhile, JSON nested too deep, a number that JSON has no text for.
            return false;
        }
    }

    private static bool TryGetNode(object? value, int depth, out JsonNode? node)
    {
        node = null;
        if (depth > MaxDepth)
        {
            return false;
        }

        switch (value)
        {
            case null:
                return true;
            case JsonNode json:
                node = json.DeepClone();
                return true;
            case JsonDocument document:
                return TryGetNode(document.RootElement, depth, out node);
            case JsonElement element:
                node = ToNode(element);
                return true;
            case IEnumerable<KeyValuePair<string, object?>> entries:
                node = ToObject(entries, depth);
                return true;
            case IDictionary dictionary:
                node = ToObject(dictionary.Keys.OfType<string>().Select(key => KeyValuePair.Create(key, dictionary[key])), depth);
                return true;
            case ICollection items and not byte[]:
                return TryGetArray(items, depth, out node);
            default:
                node = ToScalar(value);
                return node is not null;
        }
    }

    private static JsonNode? ToNode(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => null,
        _ => JsonSerializer.SerializeToNode(JsonRepair.Clean(element), MessageJsonOptions.Plain),
    };

    private static JsonObject ToObject(IEnumerable<KeyValuePair<string, object?>> entries, int depth)
    {
        JsonObject result = [];
        foreach ((string key, object? value) in entries)
        {
            if (TryGetNode(value, depth + 1, out JsonNode? node))
            {
                result[key] = node;
            }
        }

        return result;
    }

    private static bool TryGetArray(ICollection items, int depth, out JsonNode? node)
    {
        JsonArray result = [];
        node = result;
        foreach (object? item in items)
        {
            // An array with a hole would say something else: it is kept whole or not at all.
            if (!TryGetNode(item, depth + 1, out JsonNode? child))
            {
                return false;
            }

            result.Add(child);
        }

        return true;
    }

    private static JsonValue? ToScalar(object value) => value switch
    {
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        char character => JsonValue.Create(character.ToString()),
        byte or sbyte or short or ushort or int or long => JsonValue.Create(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        uint or ulong => JsonValue.Create(Convert.ToUInt64(value, CultureInfo.InvariantCulture)),
        decimal number => JsonValue.Create(number),
        double number when double.IsFinite(number) => JsonValue.Create(number),
        float number when float.IsFinite(number) => JsonValue.Create(number),
        Enum constant => JsonValue.Create(constant.ToString()),
        DateTime time => JsonValue.Create(time),
        DateTimeOffset time => JsonValue.Create(time),
        DateOnly or TimeOnly => JsonValue.Create(((IFormattable)value).ToString("O", CultureInfo.InvariantCulture)),
        TimeSpan duration => JsonValue.Create(duration.ToString("c", CultureInfo.InvariantCulture)),
        Guid id => JsonValue.Create(id),
        Uri uri => JsonValue.Create(uri.OriginalString),
        _ => null,
    };
}
