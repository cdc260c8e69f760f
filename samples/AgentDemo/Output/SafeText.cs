using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace AgentDemo.Output;

/// <summary>Makes text of models, tools and people safe to show: it cannot move the cursor, reorder a line or pass for markup.</summary>
internal static class SafeText
{
    private static readonly OutputJson Readable = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private const string ZeroWidthJoiner = "\u200d";

    /// <summary>The text without control characters; line breaks stay, tabs become spaces.</summary>
    public static string Plain(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var safe = new StringBuilder(text.Length);
        foreach (Rune rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            string character = rune.ToString();
            _ = Rune.GetUnicodeCategory(rune) switch
            {
                _ when character == "\n" => safe.Append('\n'),
                _ when character == "\t" => safe.Append("    "),
                _ when character == ZeroWidthJoiner => safe.Append(character),
                UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse => safe,
                UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => safe.Append('\n'),
                _ => safe.Append(character),
            };
        }

        return safe.ToString();
    }

    /// <summary>The text on one line.</summary>
    public static string Line(string? text) => string.Join(' ', Plain(text).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>The text for Spectre.Console, with its markup characters escaped.</summary>
    public static string Markup(string? text) => Spectre.Console.Markup.Escape(Plain(text));

    /// <summary>The text for Spectre.Console, on one line and not longer than a limit.</summary>
    public static string Short(string? text, int limit)
    {
        string line = Line(text);
        var elements = new StringInfo(line);
        return Spectre.Console.Markup.Escape(elements.LengthInTextElements <= limit ? line : elements.SubstringByTextElements(0, limit - 1) + "…");
    }

    /// <summary>JSON as a person reads it: strings without quotes, anything else as it is.</summary>
    public static string Value(JsonElement? value) => value switch
    {
        null => "",
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { } other => JsonSerializer.Serialize(other, Readable.JsonElement),
    };

    /// <summary>A JSON object as a person reads it: <c>orderId: 1042, amount: 12.50</c>.</summary>
    public static string Arguments(JsonElement? value) => value is { ValueKind: JsonValueKind.Object } arguments
        ? string.Join(", ", arguments.EnumerateObject().Select(property => $"{property.Name}: {Value(property.Value)}"))
        : Value(value);

    public static Markup Text(string? text, string style = "") =>
        new(style.Length == 0 ? Markup(text) : $"[{style}]{Markup(text)}[/]");
}
