using System.Globalization;
using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>Numbers of schemas: exact for what a <see cref="decimal"/> holds, as doubles beyond.</summary>
internal static class SchemaNumbers
{
    /// <summary>Checks a limit of a number.</summary>
    /// <returns>What is wrong; <see langword="null"/> when nothing is.</returns>
    public static string? Check(string keyword, JsonElement rule, JsonElement value)
    {
        if (keyword == "multipleOf")
        {
            return IsMultiple(value, rule) ? null : $"must be a multiple of {rule.GetRawText()}, but is {SchemaAssertions.Shown(value)}";
        }

        var order = Compare(value, rule);
        var (holds, words) = keyword switch
        {
            "minimum" => (order >= 0, "at least"),
            "maximum" => (order <= 0, "at most"),
            "exclusiveMinimum" => (order > 0, "more than"),
            _ => (order < 0, "less than"),
        };
        return holds ? null : $"must be {words} {rule.GetRawText()}, but is {SchemaAssertions.Shown(value)}";
    }

    /// <summary>Whether a number has no fraction; <c>12.0</c> has none.</summary>
    public static bool IsInteger(JsonElement value) => Exact(value) is { } exact
        ? exact == decimal.Truncate(exact)
        : Math.Floor(value.GetDouble()) == value.GetDouble();

    private static int Compare(JsonElement one, JsonElement other) => Exact(one) is { } a && Exact(other) is { } b
        ? a.CompareTo(b)
        : one.GetDouble().CompareTo(other.GetDouble());

    private static bool IsMultiple(JsonElement value, JsonElement step)
    {
        if (Exact(value) is { } exact && Exact(step) is { } exactStep)
        {
            return exactStep > 0 ? exact % exactStep == 0 : throw new FormatException("A step must be more than 0.");
        }

        var quotient = value.GetDouble() / step.GetDouble();
        return Math.Floor(quotient) == quotient;
    }

    private static decimal? Exact(JsonElement value)
    {
        if (!decimal.TryParse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var exact))
        {
            return null;
        }

        // What is too small for a decimal is parsed as 0.
        return exact != 0 || value.GetDouble() == 0 ? exact : null;
    }
}
