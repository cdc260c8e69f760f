using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AgentDemo.Shop;

/// <summary>One comparison of a WHERE clause.</summary>
internal sealed record SqlCondition(string Column, string Operator, string Value)
{
    public bool Holds(JsonObject row)
    {
        string actual = row[Column]?.ToString() ?? "";
        if (Operator == "LIKE")
        {
            string pattern = "^" + Regex.Escape(Value).Replace("%", ".*", StringComparison.Ordinal).Replace('_', '.') + "$";
            return Regex.IsMatch(actual, pattern, RegexOptions.IgnoreCase | RegexOptions.Singleline, TimeSpan.FromSeconds(1));
        }

        int order = Number(actual) is { } left && Number(Value) is { } right
            ? left.CompareTo(right)
            : string.Compare(actual, Value, StringComparison.OrdinalIgnoreCase);

        return Operator switch
        {
            "=" => order == 0,
            "<>" or "!=" => order != 0,
            "<" => order < 0,
            ">" => order > 0,
            "<=" => order <= 0,
            ">=" => order >= 0,
            _ => throw new ShopException($"The operator {Operator} is not known."),
        };
    }

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal number) ? number : null;
}
