using System.Collections.Frozen;

namespace Hitl.SemanticKernel;

/// <summary>Recognises the international numbers of bank accounts.</summary>
internal static class Iban
{
    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Lengths = WordList.Of("""
        AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27
        GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22
        MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28
        TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30
        """).ToFrozenDictionary(e => e[..2], e => int.Parse(e[2..], System.Globalization.CultureInfo.InvariantCulture), StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a text begins with one: the length of its country, and modulo 97 is 1.</summary>
    public static bool IsAt(ReadOnlySpan<char> text)
    {
        if (!Lengths.TryGetValue(text[..2], out var length) || text.Length < length)
        {
            return false;
        }

        Span<char> compact = stackalloc char[34];
        var (count, at) = (0, 0);
        for (; at < text.Length && count < length; at++)
        {
            if (char.IsAsciiLetterOrDigit(text[at]))
            {
                compact[count++] = char.ToUpperInvariant(text[at]);
            }
            else if (text[at] is not (' ' or '-' or '.') || (at > 0 && text[at - 1] is ' ' or '-' or '.'))
            {
                return false;
            }
        }

        return count == length && (at == text.Length || !char.IsLetterOrDigit(text[at])) && Remainder(compact[..length]) == 1;
    }

    private static int Remainder(ReadOnlySpan<char> iban)
    {
        var remainder = 0;
        for (var i = 0; i < iban.Length; i++)
        {
            var c = iban[(i + 4) % iban.Length];
            remainder = char.IsAsciiDigit(c) ? ((remainder * 10) + (c - '0')) % 97 : ((remainder * 100) + (c - 'A' + 10)) % 97;
        }

        return remainder;
    }
}
