using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Hitl.SemanticKernel;

/// <summary>Dates in text, in numbers and in words of English, German, French and Spanish.</summary>
internal static partial class Dates
{
    private const string Names =
        "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
        + "|januar|februar|märz|mai|juni|juli|oktober|dezember|okt|dez|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre"
        + "|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre";

    private static readonly string[] Months =
    [
        "january jan januar janvier enero", "february feb februar février febrero", "march mar märz mars marzo", "april apr avril abril", "may mai mayo", "june jun juni juin junio",
        "july jul juli juillet julio", "august aug août agosto", "september sep sept septembre septiembre", "october oct oktober okt octobre octubre", "november nov novembre noviembre",
        "december dec dezember dez décembre diciembre",
    ];

    private static readonly FrozenDictionary<string, int> Numbers = Months
        .SelectMany((names, month) => names.Split(' ').Select(name => (name, Month: month + 1)))
        .ToFrozenDictionary(n => n.name, n => n.Month, StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds dates, as they are asked for.</summary>
    public static IEnumerable<DateInText> Find(string text)
    {
        foreach (Match match in Shape.Matches(text))
        {
            var readings = Readings(match).Where(d => d is { Month: >= 1 and <= 12, Day: >= 1 and <= 31 }).Distinct().ToList();
            if (readings.Count > 0)
            {
                var start = match.Groups["name"] is { Success: true, Index: var name } ? Math.Min(name, match.Index) : match.Index;
                yield return new DateInText(text[start..(match.Index + match.Length)], start, readings);
            }
        }
    }

    private static IEnumerable<(int Year, int Month, int Day)> Readings(Match match)
    {
        if (match.Groups["name"] is { Success: true, Value: var name })
        {
            yield return (Year(match.Groups["y"]), Numbers[name], Number(match.Groups["d"]));
        }
        else if (match.Groups["a"].Success)
        {
            // Which comes first, the day or the month, is a custom of the country.
            var (year, first, second) = (Year(match.Groups["y"]), Number(match.Groups["a"]), Number(match.Groups["b"]));
            yield return (year, second, first);
            yield return (year, first, second);
        }
        else
        {
            yield return (Year(match.Groups["y"]), Number(match.Groups["m"]), Number(match.Groups["d"]));
        }
    }

    private static int Year(Group year) => !year.Success ? 0 : year.Length == 2 ? 2000 + Number(year) : Number(year);

    private static int Number(Group number) => int.Parse(number.ValueSpan, CultureInfo.InvariantCulture);

    // Every alternative begins at a digit, so that text without digits is skipped quickly.
    [GeneratedRegex(
        @"(?<![0-9])(?=[0-9])(?:(?<y>[0-9]{4})[-/.](?<m>[0-9]{1,2})[-/.](?<d>[0-9]{1,2})(?![0-9])"
        + @"|(?<a>[0-9]{1,2})(?<s>[-/.])\s?(?<b>[0-9]{1,2})\k<s>\s?(?<y>[0-9]{4}|[0-9]{2})(?![0-9])"
        + @"|(?<d>[0-9]{1,2})(?:st|nd|rd|th|er|\.)?\s(?:of\s|de\s)?(?<name>" + Names + @")\b\.?(?:,?\s(?:de\s)?(?<y>[0-9]{4})(?![0-9]))?"
        + @"|(?<=\b(?<name>" + Names + @")\b\.?\s)(?<d>[0-9]{1,2})(?:st|nd|rd|th)?(?![0-9])(?:,?\s(?<y>[0-9]{4})(?![0-9]))?)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternTime.Limit)]
    private static partial Regex Shape { get; }
}
