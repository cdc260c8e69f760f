using System.Buffers;
using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>Checks arguments that a person wrote against the JSON schema of the tool.</summary>
/// <remarks>
/// <para>The validation vocabulary of JSON schema, draft 2020-12. It fails closed: a keyword that constrains and is not
/// supported (<c>unevaluatedProperties</c>, <c>$dynamicRef</c>, ...), a reference that leads nowhere and a pattern that does
/// not compile or takes too long are errors that say so.</para>
/// <para>It is stricter than the standard in one point: when the schema lists its arguments and says nothing of others, an
/// argument it does not list is an error. Functions ignore such arguments silently, so a typo would otherwise be lost.</para>
/// </remarks>
internal static class ArgumentsSchema
{
    /// <summary>Validates arguments.</summary>
    /// <param name="schema">The schema of the tool's arguments.</param>
    /// <param name="arguments">The arguments.</param>
    /// <returns>What is wrong, readable and at most <see cref="SchemaValidator.MaxErrors"/> entries; empty when nothing is.</returns>
    public static IReadOnlyList<string> Validate(JsonElement schema, JsonElement arguments)
    {
        if (arguments.ValueKind != JsonValueKind.Object)
        {
            return ["The arguments must be a JSON object."];
        }

        try
        {
            CanonicalJson.Write(new ArrayBufferWriter<byte>(), arguments);
        }
        catch (JsonException e)
        {
            return [e.Message];
        }

        var validator = new SchemaValidator(schema, "The arguments");
        var errors = validator.Validate(arguments);
        ReportUnlisted(schema, arguments, errors);
        return errors;
    }

    private static void ReportUnlisted(JsonElement schema, JsonElement arguments, List<string> errors)
    {
        if (schema.ValueKind != JsonValueKind.Object
            || !schema.TryGetProperty("properties", out var listed)
            || listed.ValueKind != JsonValueKind.Object
            || SaysMoreAboutNames(schema))
        {
            return;
        }

        var names = listed.EnumerateObject().Select(p => p.Name).ToArray();
        foreach (var argument in arguments.EnumerateObject())
        {
            if (errors.Count < SchemaValidator.MaxErrors && !names.Contains(argument.Name, StringComparer.Ordinal))
            {
                errors.Add(names.Length == 0
                    ? $"{argument.Name}: the tool takes no arguments."
                    : $"{argument.Name}: the tool has no such argument; it has {string.Join(", ", names)}.");
            }
        }
    }

    private static bool SaysMoreAboutNames(JsonElement schema)
    {
        ReadOnlySpan<string> keywords = ["additionalProperties", "patternProperties", "propertyNames", "$ref", "allOf", "anyOf", "oneOf", "if", "dependentSchemas"];
        foreach (var keyword in keywords)
        {
            if (schema.TryGetProperty(keyword, out _))
            {
                return true;
            }
        }

        return false;
    }
}
