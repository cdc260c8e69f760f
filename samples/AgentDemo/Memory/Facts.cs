using System.Text.RegularExpressions;

namespace AgentDemo.Memory;

/// <summary>Reads what a person says about themselves.</summary>
internal static partial class Facts
{
    public static IReadOnlyList<string> In(string message) =>
        [.. Statement().Matches(message).Select(match => match.Groups["fact"].Value.Trim(' ', ',', ':')).Where(fact => fact.Length > 0).Distinct(StringComparer.Ordinal)];

    [GeneratedRegex(
        @"(?:^|(?<=[.!;?\n]))\s*(?:(?:please\s+|and\s+)*(?:remember|note)(?:\s+that|:)?\s+(?<fact>[^.!;?\n]+)|(?<fact>(?:I\s+(?:am|like|love|prefer|hate|live|have|collect|need)|I'm|My\s+\w+(?:\s+\w+)?\s+(?:is|are))\b[^.!;?\n]+))(?=[.!;\n]|$)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Statement();
}
