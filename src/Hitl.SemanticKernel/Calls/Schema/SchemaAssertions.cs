using System.Globalization;
using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>The keywords that look at one value and hold no schemas.</summary>
internal static class SchemaAssertions
{
    /// <summary>Checks one keyword.</summary>
    /// <returns>What is wrong; <see langword="null"/> when nothing is, or the keyword does not constrain.</returns>
    /// <exception cref="NotSupportedException">The keyword constrains and is not supported.</exception>
    public static string? Check(string keyword, JsonElement rule, JsonElement value)
    {
        switch (keyword)
        {
            case "type":
                return CheckType(rule, value);
            case "enum":
                return rule.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)) ? null : $"must be one of {Shown(rule)}, but is {Shown(value)}";
            case "const":
                return JsonElement.DeepEquals(rule, value) ? null : $"must be {Shown(rule)}, but is {Shown(value)}";
            case "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum" or "multipleOf":
                return value.ValueKind == JsonValueKind.Number ? SchemaNumbers.Check(keyword, rule, value) : null;
            case "minLength" or "maxLength":
                return value.ValueKind == JsonValueKind.String ? CheckCount(keyword, rule, Length(value.GetString()!), "characters") : null;
            case "minItems" or "maxItems":
                return value.ValueKind == JsonValueKind.Array ? CheckCount(keyword, rule, value.GetArrayLength(), "items") : null;
            case "minProperties" or "maxProperties":
                return value.ValueKind == JsonValueKind.Object ? CheckCount(keyword, rule, value.GetPropertyCount(), "properties") : null;
            case "pattern":
                return value.ValueKind == JsonValueKind.String && !SchemaPattern.IsMatch(rule.GetString()!, value.GetString()!)
                    ? $"must match the pattern {rule.GetString()}, but is {Shown(value)}"
                    : null;
            case "format":
                return value.ValueKind == JsonValueKind.String && !SchemaFormats.Fits(rule.GetString()!, value.GetString()!)
                    ? $"must be a {rule.GetString()}, but is {Shown(value)}"
                    : null;
            case "uniqueItems":
                return value.ValueKind == JsonValueKind.Array && rule.GetBoolean() && HasTwins(value) ? "must not hold an item twice" : null;
            case "required":
                return value.ValueKind == JsonValueKind.Object ? CheckRequired(rule, value) : null;
            case "dependentRequired":
                return value.ValueKind == JsonValueKind.Object
                    ? rule.EnumerateObject().Where(d => value.TryGetProperty(d.Name, out _)).Select(d => CheckRequired(d.Value, value)).FirstOrDefault(p => p is not null)
                    : null;
            case "unevaluatedProperties" or "unevaluatedItems" or "$dynamicRef" or "$recursiveRef" or "dependencies" or "additionalItems" or "divisibleBy" or "disallow" or "extends":
                throw new NotSupportedException($"cannot be validated: the keyword '{keyword}' of the tool's schema is not supported");
            default:
                return null;
        }
    }

    /// <summary>A value as it is shown in an error, shortened.</summary>
    public static string Shown(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= 80 ? text : text[..79] + "…";
    }

    private static string? CheckType(JsonElement rule, JsonElement value)
    {
        var isAllowed = rule.ValueKind == JsonValueKind.Array
            ? rule.EnumerateArray().Any(one => IsOfType(one.GetString()!, value))
            : IsOfType(rule.GetString()!, value);
        if (isAllowed)
        {
            return null;
        }

        var allowed = rule.ValueKind == JsonValueKind.Array ? string.Join(" or ", rule.EnumerateArray().Select(one => one.GetString())) : rule.GetString();
        return $"must be of type {allowed}, but is {Shown(value)}";
    }

    private static bool IsOfType(string type, JsonElement value) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && SchemaNumbers.IsInteger(value),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => throw new FormatException($"There is no type '{type}'."),
    };

    private static string? CheckCount(string keyword, JsonElement rule, int count, string what)
    {
        var limit = rule.GetDecimal();
        var isLeast = keyword.StartsWith("min", StringComparison.Ordinal);
        return (isLeast ? count >= limit : count <= limit)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"must have at {(isLeast ? "least" : "most")} {limit} {what}, but has {count}");
    }

    private static string? CheckRequired(JsonElement names, JsonElement value)
    {
        var missing = names.EnumerateArray().Select(n => n.GetString()!).Where(n => !value.TryGetProperty(n, out _)).ToArray();
        return missing.Length == 0 ? null : $"lacks {string.Join(", ", missing)}";
    }

    private static int Length(string text)
    {
        // JSON schema counts characters, not UTF-16 code units.
        var count = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }

    private static bool HasTwins(JsonElement array)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return array.EnumerateArray().Any(item => !seen.Add(CallDigest.Compute("", item)));
    }
}
