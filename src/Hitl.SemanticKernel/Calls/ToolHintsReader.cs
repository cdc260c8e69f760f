using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>Finds the hints that a function carries.</summary>
/// <remarks>
/// They are looked for in the properties of the function, in those of its kernel metadata, and there under <c>annotations</c>.
/// A client tool of the MCP SDK carries them in its <c>ProtocolTool.Annotations</c> only; that type is not referenced here,
/// so its public properties are read by name.
/// </remarks>
internal static class ToolHintsReader
{
    private const string Annotations = "annotations";

    /// <summary>The hints of a function; <see langword="null"/> when it gives none.</summary>
    /// <param name="function">The function as it was registered.</param>
    /// <param name="inner">The function that it wraps, or itself.</param>
    public static ToolHints? Of(AITool function, AITool inner)
    {
        List<Func<string, object?>> places = [];
        if (function is KernelFunction kernelFunction)
        {
            AddProperties(places, kernelFunction.Metadata.AdditionalProperties);
        }

        AddProperties(places, function.AdditionalProperties);
        if (!ReferenceEquals(function, inner))
        {
            AddProperties(places, inner.AdditionalProperties);
        }

        if (Property(Property(inner, "ProtocolTool"), "Annotations") is { } annotations)
        {
            places.Add(name => Property(annotations, char.ToUpperInvariant(name[0]) + name[1..]));
        }

        var hints = new ToolHints(Find(places, "readOnlyHint"), Find(places, "destructiveHint"), Find(places, "idempotentHint"), Find(places, "openWorldHint"));
        return hints == new ToolHints() ? null : hints;
    }

    private static void AddProperties(List<Func<string, object?>> places, IReadOnlyDictionary<string, object?> properties)
    {
        if (properties.Count == 0)
        {
            return;
        }

        places.Add(name => properties.GetValueOrDefault(name));
        if (properties.GetValueOrDefault(Annotations) is { } nested)
        {
            places.Add(name => Member(nested, name));
        }
    }

    private static bool? Find(List<Func<string, object?>> places, string name)
    {
        foreach (var place in places)
        {
            if (AsBool(place(name)) is { } value)
            {
                return value;
            }
        }

        return null;
    }

    private static object? Member(object nested, string name) => nested switch
    {
        JsonElement { ValueKind: JsonValueKind.Object } json => json.TryGetProperty(name, out var value) ? value : null,
        JsonObject json => json[name],
        IReadOnlyDictionary<string, object?> values => values.GetValueOrDefault(name),
        IDictionary<string, object?> values => values.TryGetValue(name, out var value) ? value : null,
        _ => Property(nested, char.ToUpperInvariant(name[0]) + name[1..]),
    };

    private static bool? AsBool(object? value) => value switch
    {
        bool known => known,
        string text => bool.TryParse(text, out var parsed) ? parsed : null,
        JsonElement { ValueKind: JsonValueKind.True or JsonValueKind.False } json => json.GetBoolean(),
        JsonElement { ValueKind: JsonValueKind.String } json => AsBool(json.GetString()),
        JsonValue json => json.TryGetValue(out bool known) ? known : json.TryGetValue(out string? text) ? AsBool(text) : null,
        _ => null,
    };

    private static object? Property(object? from, string name) =>
        from?.GetType().GetProperty(name) is { CanRead: true } property && property.GetIndexParameters().Length == 0 ? property.GetValue(from) : null;
}
