using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace Hitl.SemanticKernel;

/// <summary>Folds characters that look like ASCII, odd white space and invisible characters, so that they hide nothing.</summary>
/// <remarks>Only for matching: the fold makes nonsense of text in other scripts. It does not depend on the globalization data of the machine.</remarks>
internal static class LookAlikes
{
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "\t\n\r" + string.Concat(Enumerable.Range(' ', 0x7F - ' ').Select(c => (char)c)));

    private static readonly FrozenDictionary<char, char> Letters = Pairs(
        ("АВЕКМНОРСТХУІЈЅԚԜаеорсухіјѕԛԝһԁӏвкмнтгӀ", "ABEKMHOPCTXYIJSQWaeopcyxijsqwhdlbkmhtrI"),
        ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαεικνορτυχϲϳ", "ABEZHIKMNOPTYXaeiknoptuxcj"),
        ("\u017f\u212a\u212bıȷɑɡɩɪʀʏʟɴᴀʙᴄᴅᴇғɢʜᴊᴋᴍᴏᴘꜱᴛᴜᴠᴡᴢ", "sKAijagiiRYLNABCDEFGHJKMOPSTUVWZ"),
        ("ℂℍℕℙℚℝℤℊℎℐℑℒℓℛℜℬℯℰℱℳℴℹ", "CHNPQRZghIILlRRBeEFMoi"),
        ("‘’‚‛′＇“”„″‐‑‒–—−∕⁄⧸∖․。｡︰∶；∗﹡＝", "''''''\"\"\"\"------///\\...::;**="));

    /// <summary>Whether a text holds anything that folding changes.</summary>
    public static bool IsPlain(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(Plain) < 0;

    /// <summary>Folds a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="target">Gets the folded text; at least as long as the text.</param>
    /// <returns>How many characters of the target are filled.</returns>
    public static int Fold(ReadOnlySpan<char> text, Span<char> target)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && Rune.TryCreate(c, text[i + 1], out var rune))
            {
                i++;
                if (FoldRune(rune.Value) is { } folded and not '\0')
                {
                    target[length++] = folded;
                }
            }
            else if (Fold(c) is { } one and not '\0')
            {
                target[length++] = one;
            }
        }

        return length;
    }

    private static char Fold(char c) => c switch
    {
        '\t' or '\n' or '\r' => c,
        '\v' or '\f' or '\u001c' or '\u001d' or '\u001e' or '\u001f' => ' ',
        < ' ' or '\u007f' => '\0',
        <= '~' => c,
        '\u0085' or '\u2028' or '\u2029' => '\n',
        '\u00ad' or '\u034f' or '\u061c' or '\u180e' or '\ufeff' => '\0',
        (>= '\u200b' and <= '\u200f') or (>= '\u202a' and <= '\u202e') or (>= '\u2060' and <= '\u206f') or (>= '\ufe00' and <= '\ufe0f') => '\0',
        (>= '\u0300' and <= '\u036f') => '\0',
        >= '\uff01' and <= '\uff5e' => (char)(c - 0xfee0),
        >= '\u24b6' and <= '\u24cf' => (char)('A' + (c - '\u24b6')),
        >= '\u24d0' and <= '\u24e9' => (char)('a' + (c - '\u24d0')),
        >= '\u2460' and <= '\u2468' => (char)('1' + (c - '\u2460')),
        >= '\u2074' and <= '\u2079' => (char)('4' + (c - '\u2074')),
        >= '\u2080' and <= '\u2089' => (char)('0' + (c - '\u2080')),
        '\u24ea' or '\u2070' => '0',
        '\u00b9' => '1',
        '\u00b2' or '\u00b3' => (char)('2' + (c - '\u00b2')),
        '\u2800' or '\u3164' or '\u115f' or '\u1160' or '\uffa0' => ' ',
        _ when char.IsWhiteSpace(c) => ' ',
        _ => Letters.GetValueOrDefault(c, c),
    };

    private static char FoldRune(int code) => code switch
    {
        // Mathematical alphanumerics: runs of 26 capitals and 26 small letters, then digits.
        >= 0x1d400 and <= 0x1d6a3 => Letter((code - 0x1d400) % 52),
        >= 0x1d7ce and <= 0x1d7ff => (char)('0' + ((code - 0x1d7ce) % 10)),
        >= 0x1f130 and <= 0x1f149 => (char)('A' + (code - 0x1f130)),
        >= 0x1f150 and <= 0x1f169 => (char)('A' + (code - 0x1f150)),
        >= 0x1f170 and <= 0x1f189 => (char)('A' + (code - 0x1f170)),
        >= 0xe0000 and <= 0xe0fff => '\0',
        _ => '\ufffd',
    };

    private static char Letter(int index) => (char)(index < 26 ? 'A' + index : 'a' + (index - 26));

    private static FrozenDictionary<char, char> Pairs(params (string From, string To)[] groups)
    {
        var pairs = new Dictionary<char, char>();
        foreach (var (from, to) in groups)
        {
            if (from.Length != to.Length)
            {
                throw new InvalidOperationException($"The look-alikes of '{to}' are not paired.");
            }

            for (var i = 0; i < from.Length; i++)
            {
                pairs[from[i]] = to[i];
            }
        }

        return pairs.ToFrozenDictionary();
    }
}
