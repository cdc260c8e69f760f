using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>The values that the schema of a tool lists: such a value is a choice, whoever wrote it.</summary>
internal static class OfferedValues
{
    /// <summary>Whether a schema lists a value of an argument.</summary>
    public static bool Have(JsonElement? schema, string argument, ReadOnlySpan<char> value)
    {
        if (schema is not { ValueKind: JsonValueKind.Object } root
            || !root.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object
            || !properties.TryGetProperty(argument, out var property) || property.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        if (property.TryGetProperty("enum", out var offered) && offered.ValueKind == JsonValueKind.Array)
        {
            foreach (var one in offered.EnumerateArray())
            {
                if (one.ValueKind == JsonValueKind.String && one.ValueEquals(value))
                {
                    return true;
                }
            }
        }

        return property.TryGetProperty("default", out var standard) && standard.ValueKind == JsonValueKind.String && standard.ValueEquals(value);
    }
}
