using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Hitl.SemanticKernel;

/// <summary>Recognises text that was cut off.</summary>
internal static partial class TruncatedText
{
    private const int TailLength = 120;
    private const int ShortestCut = 8;

    /// <summary>Reads text as JSON where it looks like some.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isCut">Whether the text was cut off: inside JSON, inside markup or a block of code, or where it says so.</param>
    /// <returns>The JSON; <see langword="null"/> when it is none.</returns>
    public static JsonElement? Parse(string text, out bool isCut)
    {
        isCut = EndsCut(text);
        var trimmed = text.AsSpan().Trim();
        if (trimmed.IsEmpty || trimmed[0] is not ('{' or '['))
        {
            isCut |= IsOpenMarkup(trimmed) || IsOpenCode(trimmed);
            return null;
        }

        var bytes = Encoding.UTF8.GetBytes(trimmed.ToString());
        try
        {
            return JsonElement.Parse(bytes);
        }
        catch (JsonException)
        {
            isCut |= bytes.Length >= ShortestCut && EndsInside(bytes);
            return null;
        }
    }

    /// <summary>Whether the end of a text says that more was there.</summary>
    public static bool EndsCut(string text) =>
        Marker.IsMatch(text.Length > TailLength ? text.AsSpan(text.Length - TailLength) : text.AsSpan());

    /// <summary>Whether JSON is right as far as it goes, and its end is missing.</summary>
    private static bool EndsInside(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, isFinalBlock: false, state: default);
        try
        {
            while (reader.Read())
            {
            }

            return reader.CurrentDepth > 0 || reader.BytesConsumed < json.Length;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsOpenMarkup(ReadOnlySpan<char> text) =>
        text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase)
            ? text[^1] != '>'
            : false;

    private static bool IsOpenCode(ReadOnlySpan<char> text)
    {
        if (!text.Contains("```", StringComparison.Ordinal))
        {
            return false;
        }

        var fences = 0;
        foreach (var line in text.EnumerateLines())
        {
            fences += line.TrimStart().StartsWith("```", StringComparison.Ordinal) ? 1 : 0;
        }

        return fences % 2 == 1;
    }

    [GeneratedRegex(@"(?:[\[(<{]\s*(?:\.{3}|…)?\s*(?:(?:output|result|response|content|text|message|log|file|data)s?\s+)?(?:was\s+|is\s+)?(?:truncated|cut off|trimmed|clipped)\b[^\])>}]{0,60}[\])>}]|(?:\.{3}|…)\s*\(?(?:output |result |content )?truncated\b[^\n]{0,40}|(?:\.{3}|…)\s*[\[(]?\s*(?:and\s+)?\d[\d,.]*\s+more\s+(?:characters?|chars?|lines?|items?|rows?|bytes?|results?|entries)\b[^\n]{0,20}|[\[(]\s*(?:\.{3}|…)\s*\d[\d,.]*\s+(?:characters?|chars?|lines?|bytes?)\s+(?:omitted|removed|skipped)\b[^\n]{0,20})\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternTime.Limit)]
    private static partial Regex Marker { get; }
}
