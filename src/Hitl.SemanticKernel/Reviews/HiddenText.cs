using System.Globalization;

namespace Hitl.SemanticKernel;

/// <summary>What a text can hold that is not seen where it is shown, and changes what is seen: control characters, and those that turn the direction of writing.</summary>
internal static class HiddenText
{
    /// <summary>Whether a name holds such characters, line breaks included.</summary>
    public static bool IsIn(string? name) => name is not null && name.Any(IsHidden);

    /// <summary>Whether a text of several lines holds such characters.</summary>
    public static bool IsInText(string? text) => text is not null && text.Any(c => IsHidden(c) && c is not ('\n' or '\r' or '\t'));

    /// <summary>The text with such characters made visible, for a message of one line.</summary>
    public static string Shown(string text) =>
        IsIn(text) ? string.Concat(text.Select(c => IsHidden(c) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : c.ToString())) : text;

    private static bool IsHidden(char c) =>
        char.IsControl(c) || c is '\u2028' or '\u2029' or '\u061c' or '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
