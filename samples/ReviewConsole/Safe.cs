using System.Globalization;
using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace ReviewConsole;

/// <summary>Makes text of models, tools and people safe to show: no control characters, none that turn the direction of writing, no markup.</summary>
internal static class Safe
{
    /// <summary>The text without what is not seen; line breaks stay.</summary>
    public static string Plain(string? text)
    {
        var safe = new StringBuilder();
        foreach (Rune rune in (text ?? "").ReplaceLineEndings("\n").EnumerateRunes())
        {
            bool isHidden = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            safe.Append(!isHidden || rune.Value == '\n' ? rune.ToString() : " ");
        }

        return safe.ToString();
    }

    /// <summary>The text for Spectre.Console.</summary>
    public static string Text(string? text) => Markup.Escape(Plain(text));

    /// <summary>The text for Spectre.Console on one line of at most so many characters.</summary>
    public static string Line(string? text, int limit)
    {
        var line = new StringInfo(Plain(text).Replace('\n', ' '));
        return Markup.Escape(line.LengthInTextElements <= limit ? line.String : line.SubstringByTextElements(0, limit - 1) + "…");
    }

    /// <summary>A JSON value for Spectre.Console.</summary>
    public static string Json(JsonElement value) => Text(value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText());
}
