using System.Globalization;
using System.Text;

namespace Hitl.Memory;

/// <summary>
/// The tags of a record: one text of letters, digits and underscores for each value. None of them holds a separator or anything else that
/// the server reads as syntax, in records and in queries alike, and two values have the same tag only if they are equal.
/// </summary>
internal static class SearchToken
{
    /// <summary>The tag that every record has.</summary>
    public const string All = "all";

    /// <summary>A tag that no record has.</summary>
    public const string None = "none";

    /// <summary>The tag of whatever is not null.</summary>
    /// <param name="field">The number of the property.</param>
    public static string Something(int field) => string.Create(CultureInfo.InvariantCulture, $"s{field}");

    /// <summary>The tag of a value.</summary>
    /// <param name="field">The number of the property.</param>
    /// <param name="text">The text of the value, see <see cref="IndexText"/>.</param>
    public static string Of(int field, string text)
    {
        var token = new StringBuilder("f").Append(field).Append('_');
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii && char.IsAsciiLetterOrDigit((char)rune.Value))
            {
                token.Append((char)rune.Value);
                continue;
            }

            foreach (var part in bytes[..rune.EncodeToUtf8(bytes)])
            {
                token.Append('_').Append(Convert.ToHexString([part]));
            }
        }

        return token.ToString();
    }
}
