using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>Walks a value and its schema side by side and collects what does not fit.</summary>
internal sealed partial class SchemaValidator
{
    /// <summary>The most errors that are collected.</summary>
    public const int MaxErrors = 20;

    private const int MaxDepth = 128;
    private const int MaxSteps = 100_000;

    private readonly JsonElement _root;
    private readonly string _whole;
    private readonly bool _parametersAreRoots;
    private readonly List<string> _faults = [];
    private int _steps;

    /// <summary>Prepares to validate against a schema.</summary>
    /// <param name="root">The schema.</param>
    /// <param name="whole">What errors call the whole value.</param>
    public SchemaValidator(JsonElement root, string whole)
    {
        _root = root;
        _whole = whole;

        // Semantic Kernel embeds the schema of each parameter as it was made, with references relative to the parameter,
        // and marks its schemas with the keyword "condition".
        _parametersAreRoots = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("condition", out _);
    }

    /// <summary>Whether all of the schema was understood.</summary>
    public bool IsComplete => _faults.Count == 0;

    /// <summary>Validates a value.</summary>
    /// <returns>What is wrong; empty when nothing is.</returns>
    public List<string> Validate(JsonElement value)
    {
        var errors = new List<string>();
        Evaluate(new Place("", 0, _root), _root, value, errors);

        // What could not be checked counts wherever it was: under "not" or "if" a failed branch would let a value pass.
        return _faults.Count > 0 ? _faults : errors;
    }

    private void Evaluate(Place at, JsonElement schema, JsonElement value, List<string> errors)
    {
        if (++_steps > MaxSteps || at.Depth > MaxDepth)
        {
            Fault(errors, at, "is too deep or too complex to be validated");
            return;
        }

        switch (schema.ValueKind)
        {
            case JsonValueKind.True:
                return;
            case JsonValueKind.False:
                Report(errors, at, "is not allowed");
                return;
            case JsonValueKind.Object:
                foreach (var keyword in schema.EnumerateObject())
                {
                    Apply(at, schema, keyword, value, errors);
                }

                return;
            default:
                Fault(errors, at, "cannot be validated: the tool's schema is neither an object nor a boolean");
                return;
        }
    }

    private void Apply(Place at, JsonElement schema, JsonProperty keyword, JsonElement value, List<string> errors)
    {
        try
        {
            if (ApplyStructure(at, schema, keyword, value, errors))
            {
                return;
            }

            if (SchemaAssertions.Check(keyword.Name, keyword.Value, value) is { } problem)
            {
                Report(errors, at, problem);
            }
        }
        catch (NotSupportedException e)
        {
            Fault(errors, at, e.Message);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException)
        {
            Fault(errors, at, $"cannot be validated: the keyword '{keyword.Name}' of the tool's schema is malformed");
        }
    }

    private void EvaluateReference(Place at, string reference, JsonElement value, List<string> errors)
    {
        if (Resolve(at.Root, reference) is { } target)
        {
            Evaluate(at with { Depth = at.Depth + 1 }, target, value, errors);
        }
        else if (Resolve(_root, reference) is { } other)
        {
            Evaluate(at with { Depth = at.Depth + 1, Root = _root }, other, value, errors);
        }
        else
        {
            Fault(errors, at, $"cannot be validated: the reference '{reference}' of the tool's schema leads nowhere");
        }
    }

    private static JsonElement? Resolve(JsonElement root, string reference)
    {
        if (reference.Length == 0 || reference[0] != '#' || (reference.Length > 1 && reference[1] != '/'))
        {
            return null;
        }

        var target = root;
        foreach (var part in Uri.UnescapeDataString(reference).Split('/').Skip(1))
        {
            var name = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (target.ValueKind == JsonValueKind.Object && target.TryGetProperty(name, out var property))
            {
                target = property;
            }
            else if (target.ValueKind == JsonValueKind.Array && int.TryParse(name, out var index) && index >= 0 && index < target.GetArrayLength())
            {
                target = target[index];
            }
            else
            {
                return null;
            }
        }

        return target;
    }

    private bool Fits(Place at, JsonElement schema, JsonElement value) => Problems(at, schema, value).Count == 0;

    private List<string> Problems(Place at, JsonElement schema, JsonElement value)
    {
        var problems = new List<string>();
        Evaluate(at with { Depth = at.Depth + 1 }, schema, value, problems);
        return problems;
    }

    private void Report(List<string> errors, Place at, string problem)
    {
        if (errors.Count < MaxErrors)
        {
            errors.Add(at.Path.Length == 0 ? $"{_whole}: {problem}." : $"{at.Path}: {problem}.");
        }
    }

    private void Fault(List<string> errors, Place at, string problem)
    {
        Report(errors, at, problem);
        if (_faults.Count == 0)
        {
            Report(_faults, at, problem);
        }
    }

    private readonly record struct Place(string Path, int Depth, JsonElement Root)
    {
        public Place Property(string name) => this with { Path = Path.Length == 0 ? name : $"{Path}.{name}", Depth = Depth + 1 };

        public Place Item(int index) => this with { Path = $"{Path}[{index}]", Depth = Depth + 1 };
    }
}
