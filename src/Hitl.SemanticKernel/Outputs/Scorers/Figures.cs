using System.Globalization;
using System.Text.RegularExpressions;

namespace Hitl.SemanticKernel;

/// <summary>Numbers in text.</summary>
internal static partial class Figures
{
    private const int MaxCount = 500;
    private const int LongestFigure = 40;

    /// <summary>Numbers up to this one are counts and places of lists.</summary>
    private const int SmallCount = 12;

    /// <summary>Finds the figures that say something: not small whole numbers, and not the parts of dates.</summary>
    public static List<Figure> Find(string text, IReadOnlyList<DateInText> dates)
    {
        var found = new List<Figure>();
        foreach (var match in Shape.EnumerateMatches(text))
        {
            var at = match.Index;
            if (dates.Any(d => at >= d.Start && at < d.End))
            {
                continue;
            }

            var shown = text.Substring(match.Index, Math.Min(match.Length, LongestFigure));
            var readings = new List<decimal>();
            Read(shown, readings);
            var isAmount = IsMoney(text, match.Index, match.Index + match.Length) || TwoDecimals.IsMatch(shown);
            if (readings.Count > 0 && (isAmount || shown.Length > 2 || readings.TrueForAll(r => r > SmallCount)))
            {
                found.Add(new Figure(shown, readings, isAmount));
            }

            if (found.Count == MaxCount)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>Adds every number that a text may mean.</summary>
    public static void Collect(string text, HashSet<decimal> numbers)
    {
        var readings = new List<decimal>();
        foreach (var match in Shape.EnumerateMatches(text))
        {
            Read(text.AsSpan(match.Index, Math.Min(match.Length, LongestFigure)), readings);
        }

        foreach (var match in Plain.EnumerateMatches(text))
        {
            Read(text.AsSpan(match.Index, Math.Min(match.Length, LongestFigure)), readings);
        }

        numbers.UnionWith(readings);
    }

    /// <summary>Reads a number both ways: with a point or with a comma before the decimals.</summary>
    private static void Read(ReadOnlySpan<char> shown, List<decimal> readings)
    {
        Span<char> digits = stackalloc char[LongestFigure];
        foreach (var point in (ReadOnlySpan<char>)['.', ','])
        {
            var (count, isRight, group, hasPoint) = (0, true, -1, false);
            foreach (var c in shown)
            {
                if (char.IsAsciiDigit(c))
                {
                    digits[count++] = c;
                    group += group >= 0 ? 1 : 0;
                }
                else if (c == point)
                {
                    isRight &= !hasPoint && group is -1 or 3;
                    (digits[count++], hasPoint, group) = ('.', true, -1);
                }
                else
                {
                    isRight &= !hasPoint && group is -1 or 3;
                    group = 0;
                }
            }

            if (isRight && group is -1 or 3 && decimal.TryParse(digits[..count], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && !readings.Contains(number))
            {
                readings.Add(number);
            }
        }
    }

    private static bool IsMoney(string text, int start, int end)
    {
        var before = text.AsSpan(0, start).TrimEnd();
        var after = text.AsSpan(end).TrimStart();
        return (before.Length > 0 && IsSign(before[^1])) || (after.Length > 0 && IsSign(after[0])) || Currency.IsMatch(after.Length > 10 ? after[..10] : after)
            || CurrencyBefore.IsMatch(before.Length > 10 ? before[^10..] : before);
    }

    private static bool IsSign(char c) => char.GetUnicodeCategory(c) == UnicodeCategory.CurrencySymbol;

    [GeneratedRegex(@"[0-9]{1,3}(?:[  '’][0-9]{3})+(?![0-9])(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternTime.Limit)]
    private static partial Regex Shape { get; }

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternTime.Limit)]
    private static partial Regex Plain { get; }

    [GeneratedRegex(@"^[0-9]+[.,][0-9]{2}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternTime.Limit)]
    private static partial Regex TwoDecimals { get; }

    [GeneratedRegex(@"^(?:EUR|USD|GBP|CHF|JPY|SEK|NOK|DKK|PLN|CZK|CAD|AUD|INR|CNY|BRL|euros?|dollars?|pounds?|cents?|francs?|franken)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternTime.Limit)]
    private static partial Regex Currency { get; }

    [GeneratedRegex(@"\b(?:EUR|USD|GBP|CHF|JPY|SEK|NOK|DKK|PLN|CZK|CAD|AUD|INR|CNY|BRL|Rs\.?)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternTime.Limit)]
    private static partial Regex CurrencyBefore { get; }
}
