namespace Hitl.SemanticKernel;

/// <summary>Finds numbers with check digits: payment cards, bank accounts, national identities.</summary>
internal static class Numbers
{
    /// <summary>The fewest digits that a number of any kind has.</summary>
    public const int ShortestNumber = 9;

    private const int MaxDigits = 64;
    private const int MaxGroups = 24;
    private const int LongestNumber = 19;

    /// <summary>Finds numbers.</summary>
    public static void Find(ReadOnlySpan<char> text, ref List<DataFinding>? found)
    {
        Span<Range> groups = stackalloc Range[MaxGroups];
        for (var at = 0; at < text.Length;)
        {
            var next = text[at..].IndexOfAnyInRange('0', '9');
            if (next < 0)
            {
                break;
            }

            var start = at + next;
            if (start >= 2 && char.IsAsciiLetter(text[start - 1]) && char.IsAsciiLetter(text[start - 2]) && (start == 2 || !char.IsLetterOrDigit(text[start - 3])) && Iban.IsAt(text[(start - 2)..]))
            {
                (found ??= []).Add(new(DataRisks.Iban, $"IBAN of {text[(start - 2)..start].ToString().ToUpperInvariant()}"));
            }

            at = Groups(text, start, groups, out var count);
            var isInWord = start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '.' or '+');
            var followsWord = at < text.Length && (char.IsLetter(text[at]) || text[at] == '_');
            if (!isInWord && !followsWord && at - start >= ShortestNumber)
            {
                Windows(text, groups[..count], ref found);
            }
        }
    }

    /// <summary>Reads groups of digits that single blanks, hyphens, dots or slashes separate.</summary>
    private static int Groups(ReadOnlySpan<char> text, int start, Span<Range> groups, out int count)
    {
        count = 0;
        var at = start;
        while (count < groups.Length && at < text.Length && char.IsAsciiDigit(text[at]))
        {
            var length = text[at..].IndexOfAnyExceptInRange('0', '9');
            var end = length < 0 ? text.Length : at + length;
            groups[count++] = at..end;
            at = end;
            if (at + 1 < text.Length && text[at] is ' ' or '-' or '.' or '/' && char.IsAsciiDigit(text[at + 1]) && count < groups.Length)
            {
                at++;
            }
            else
            {
                break;
            }
        }

        return at;
    }

    /// <summary>Judges groups that may belong together: what follows a number may be digits too, such as the date after a card.</summary>
    private static void Windows(ReadOnlySpan<char> text, ReadOnlySpan<Range> groups, ref List<DataFinding>? found)
    {
        Span<char> digits = stackalloc char[MaxDigits];
        for (var first = 0; first < groups.Length; first++)
        {
            var count = 0;
            for (var last = first; last < groups.Length; last++)
            {
                var group = text[groups[last]];
                if (count + group.Length > LongestNumber)
                {
                    break;
                }

                group.CopyTo(digits[count..]);
                count += group.Length;
                if (count >= ShortestNumber && Judge(text[groups[first].Start.Value..groups[last].End.Value], digits[..count]) is { } finding)
                {
                    (found ??= []).Add(finding);
                    return;
                }
            }
        }
    }

    private static DataFinding? Judge(ReadOnlySpan<char> shown, ReadOnlySpan<char> digits) =>
        digits.Length >= 13 && Cards.IsCard(shown, digits) ? new(DataRisks.Card, $"{digits.Length} digits")
        : NationalIds.Kind(shown, digits) is { } kind ? new(DataRisks.NationalId, kind)
        : null;
}
