using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>Checks results against the schema that a tool declares for them.</summary>
/// <remarks>Unlike arguments, a result may have members that the schema does not list, and a schema that the validator does not know is not checked: it says nothing of the result.</remarks>
internal static class ResultSchemas
{
    /// <summary>What of a result does not fit; <see langword="null"/> when it does.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="text">The result where it is text: text that is JSON may be meant as either.</param>
    /// <param name="json">The result where it is JSON, or text that is JSON.</param>
    public static string? Misfit(JsonElement schema, string? text, JsonElement? json)
    {
        var problem = json is { } value ? Problem(schema, Structured(value)) : null;
        return text is null || (json is not null && problem is null) ? problem
            : Problem(schema, JsonElement.Parse(ResultJson.Text(text))) is { } other ? problem ?? other
            : null;
    }

    /// <summary>Servers of the Model Context Protocol put what their schema is about into one member of the result.</summary>
    private static JsonElement Structured(JsonElement result) =>
        result.ValueKind == JsonValueKind.Object && result.TryGetProperty("structuredContent", out var structured) && structured.ValueKind == JsonValueKind.Object ? structured : result;

    private static string? Problem(JsonElement schema, JsonElement value)
    {
        var validator = new SchemaValidator(schema, "The result");
        return validator.Validate(value) is [var problem, ..] && validator.IsComplete ? problem : null;
    }
}
