using System.Text;

namespace Hitl.SemanticKernel;

/// <summary>Makes texts of models, tools and people fit to be shown where nothing protects the reader.</summary>
internal sealed class ShownText(Func<string, string>? redact)
{
    /// <summary>What stands in the place of what is hidden.</summary>
    public const string Hidden = "[hidden]";

    /// <summary>What begins and ends a key that is written as text; all lines in between are the key.</summary>
    private const string ArmorBegin = "-----BEGIN";

    private const string ArmorEnd = "-----END";

    /// <summary>A text on one line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">At most how many characters.</param>
    public string Line(string text, int length) => Cut(string.Join(' ', Lines(text)), length);

    /// <summary>A text that may have several lines.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">At most how many characters.</param>
    public string Block(string text, int length) => Cut(string.Join('\n', Lines(text)), length);

    /// <summary>A text in which everything sensitive is hidden already.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">At most how many characters.</param>
    public static string Redacted(string text, int length) => Cut(Visible(text), length);

    /// <summary>The names of what is sensitive in a text; <see langword="null"/> when nothing is.</summary>
    public static string? SensitiveIn(string text)
    {
        List<DataFinding>? found = null;
        Secrets.Find(text, ref found);
        Numbers.Find(text, ref found);
        return found is null ? null : string.Join(", ", found.Select(f => f.Detail).Distinct(StringComparer.Ordinal));
    }

    private IEnumerable<string> Lines(string text)
    {
        // What spans lines, such as a number that is broken, is looked for in the whole.
        var whole = SensitiveIn(text);
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var (isArmor, hasLine) = (false, false);
        for (var i = 0; i < lines.Length; i++)
        {
            isArmor |= lines[i].Contains(ArmorBegin, StringComparison.Ordinal);
            var kinds = SensitiveIn(lines[i]);
            if (isArmor || kinds is not null)
            {
                isArmor &= !lines[i].Contains(ArmorEnd, StringComparison.Ordinal);
                (lines[i], hasLine) = (kinds is null ? Hidden : $"[hidden: {kinds}]", true);
            }
        }

        return whole is not null && !hasLine ? [$"[hidden: {whole}]"] : lines.Select(line => Visible(redact is null ? line : redact(line)));
    }

    private static string Visible(string text)
    {
        var builder = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == '\t')
            {
                builder.Append(' ');
            }
            else if (Rune.GetUnicodeCategory(rune) is not (System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator or System.Globalization.UnicodeCategory.PrivateUse))
            {
                builder.Append(rune.ToString());
            }
        }

        return builder.ToString();
    }

    private static string Cut(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1;
        return text[..end] + "…";
    }
}
