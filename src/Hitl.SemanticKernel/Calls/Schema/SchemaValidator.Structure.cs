using System.Globalization;
using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <content>The keywords that hold schemas.</content>
internal sealed partial class SchemaValidator
{
    private bool ApplyStructure(Place at, JsonElement schema, JsonProperty keyword, JsonElement value, List<string> errors)
    {
        var rule = keyword.Value;
        switch (keyword.Name)
        {
            case "$ref":
                EvaluateReference(at, rule.GetString()!, value, errors);
                return true;
            case "allOf":
                foreach (var part in rule.EnumerateArray())
                {
                    Evaluate(at with { Depth = at.Depth + 1 }, part, value, errors);
                }

                return true;
            case "anyOf":
            case "oneOf":
                EvaluateChoice(at, rule, value, exactlyOne: keyword.Name == "oneOf", errors);
                return true;
            case "not":
                EvaluateNot(at, rule, value, errors);
                return true;
            case "if":
                EvaluateCondition(at, schema, rule, value, errors);
                return true;
            case "properties" or "patternProperties" or "additionalProperties" or "propertyNames" or "dependentSchemas":
                if (value.ValueKind == JsonValueKind.Object)
                {
                    ApplyToProperties(at, schema, keyword, value, errors);
                }

                return true;
            case "items" or "prefixItems" or "contains":
                if (value.ValueKind == JsonValueKind.Array)
                {
                    ApplyToItems(at, schema, keyword, value, errors);
                }

                return true;
            default:
                return false;
        }
    }

    private void EvaluateChoice(Place at, JsonElement options, JsonElement value, bool exactlyOne, List<string> errors)
    {
        var fitting = 0;
        var problems = new List<string>();
        foreach (var option in options.EnumerateArray())
        {
            var found = Problems(at, option, value);
            fitting += found.Count == 0 ? 1 : 0;
            problems.AddRange(found.Take(1));
        }

        if (fitting == 0)
        {
            Report(errors, at, $"fits none of the allowed forms ({string.Join(" ", problems.Take(5))})");
        }
        else if (exactlyOne && fitting > 1)
        {
            Report(errors, at, $"must fit exactly one of the allowed forms, but fits {fitting}");
        }
    }

    private void EvaluateNot(Place at, JsonElement rule, JsonElement value, List<string> errors)
    {
        if (Fits(at, rule, value))
        {
            Report(errors, at, "is of a form that is not allowed");
        }
    }

    private void EvaluateCondition(Place at, JsonElement schema, JsonElement rule, JsonElement value, List<string> errors)
    {
        if (schema.TryGetProperty(Fits(at, rule, value) ? "then" : "else", out var consequence))
        {
            Evaluate(at with { Depth = at.Depth + 1 }, consequence, value, errors);
        }
    }

    private void ApplyToProperties(Place at, JsonElement schema, JsonProperty keyword, JsonElement value, List<string> errors)
    {
        var rule = keyword.Value;
        foreach (var property in value.EnumerateObject())
        {
            var place = at.Property(property.Name);
            switch (keyword.Name)
            {
                case "properties" when rule.TryGetProperty(property.Name, out var listed):
                    var isParameter = _parametersAreRoots && at.Depth == 0;
                    Evaluate(isParameter ? place with { Root = listed } : place, listed, property.Value, errors);
                    break;
                case "patternProperties":
                    foreach (var pattern in rule.EnumerateObject().Where(p => SchemaPattern.IsMatch(p.Name, property.Name)))
                    {
                        Evaluate(place, pattern.Value, property.Value, errors);
                    }

                    break;
                case "additionalProperties" when !IsListed(schema, property.Name):
                    Evaluate(place, rule, property.Value, errors);
                    break;
                case "propertyNames":
                    Evaluate(place, rule, JsonSerializer.SerializeToElement(property.Name, SchemaJsonContext.Default.String), errors);
                    break;
                case "dependentSchemas" when rule.TryGetProperty(property.Name, out var dependent):
                    Evaluate(at with { Depth = at.Depth + 1 }, dependent, value, errors);
                    break;
                default:
                    break;
            }
        }
    }

    private static bool IsListed(JsonElement schema, string name) =>
        (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out _))
        || (schema.TryGetProperty("patternProperties", out var patterns)
            && patterns.EnumerateObject().Any(p => SchemaPattern.IsMatch(p.Name, name)));

    private void ApplyToItems(Place at, JsonElement schema, JsonProperty keyword, JsonElement value, List<string> errors)
    {
        var rule = keyword.Value;
        if (keyword.Name == "contains")
        {
            EvaluateContains(at, schema, rule, value, errors);
            return;
        }

        var prefix = schema.TryGetProperty("prefixItems", out var prefixItems) ? prefixItems.GetArrayLength() : 0;
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (keyword.Name == "prefixItems" && index < prefix)
            {
                Evaluate(at.Item(index), rule[index], item, errors);
            }
            else if (keyword.Name == "items" && index >= prefix)
            {
                Evaluate(at.Item(index), rule, item, errors);
            }

            index++;
        }
    }

    private void EvaluateContains(Place at, JsonElement schema, JsonElement rule, JsonElement value, List<string> errors)
    {
        var found = value.EnumerateArray().Count(item => Fits(at, rule, item));
        var least = schema.TryGetProperty("minContains", out var min) ? min.GetInt32() : 1;
        var most = schema.TryGetProperty("maxContains", out var max) ? max.GetInt32() : int.MaxValue;
        if (found < least || found > most)
        {
            Report(errors, at, string.Create(
                CultureInfo.InvariantCulture,
                $"must have {(found < least ? "at least" : "at most")} {(found < least ? least : most)} items of the asked form, but has {found}"));
        }
    }
}
