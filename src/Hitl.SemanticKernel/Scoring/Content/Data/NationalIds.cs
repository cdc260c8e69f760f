namespace Hitl.SemanticKernel;

/// <summary>Recognises national identity numbers by their check digits, and by how they are written where digits alone say too little.</summary>
internal static class NationalIds
{
    /// <summary>What number digits are; <see langword="null"/> when they are none.</summary>
    /// <param name="shown">The number as written.</param>
    /// <param name="digits">Its digits.</param>
    public static string? Kind(ReadOnlySpan<char> shown, ReadOnlySpan<char> digits) => digits.Length switch
    {
        9 when IsGrouped(shown, '-', 3, 2, 4) && IsSocialSecurity(digits) => "US social security number",
        11 when IsGrouped(shown, '.', 2, 2, 2, 3, 2) || (IsGrouped(shown, '.', 2, 2, 2, 5) && IsBelgian(digits)) || (shown.IndexOfAny(".-") >= 0 && IsBelgian(digits) && HasDate(digits)) => "Belgian national number",
        11 when shown.Length == 11 && IsPesel(digits) => "Polish PESEL",
        10 when (IsGrouped(shown, '-', 6, 4) || IsGrouped(shown, '-', 8, 4)) && Cards.Luhn(digits) && HasDate(digits) => "Swedish personal number",
        12 when IsGrouped(shown, '-', 8, 4) && Cards.Luhn(digits[2..]) && HasDate(digits[2..]) => "Swedish personal number",
        13 or 15 when IsFrench(digits) => "French social security number",
        _ => null,
    };

    private static bool IsGrouped(ReadOnlySpan<char> shown, char separator, params ReadOnlySpan<int> lengths)
    {
        var (at, group) = (0, 0);
        foreach (var length in lengths)
        {
            if (at + length > shown.Length || shown.Slice(at, length).IndexOfAnyExceptInRange('0', '9') >= 0)
            {
                return false;
            }

            at += length;
            group++;
            if (group < lengths.Length)
            {
                if (at >= shown.Length || (shown[at] != separator && !(separator == '.' && shown[at] == '-')))
                {
                    return false;
                }

                at++;
            }
        }

        return at == shown.Length;
    }

    private static bool IsSocialSecurity(ReadOnlySpan<char> digits) =>
        digits[0] != '9' && digits[..3] is not ("000" or "666") && digits[3..5] is not "00" && digits[5..] is not "0000"
        && digits is not ("078051120" or "219099999" or "123456789");

    private static bool IsBelgian(ReadOnlySpan<char> digits) =>
        Number(digits[9..]) is var check && (check == 97 - (Number(digits[..9]) % 97) || check == 97 - ((2_000_000_000 + Number(digits[..9])) % 97));

    private static bool IsPesel(ReadOnlySpan<char> digits)
    {
        ReadOnlySpan<int> weights = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1];
        var sum = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += weights[i] * (digits[i] - '0');
        }

        var month = Number(digits[2..4]) % 20;
        return sum % 10 == 0 && month is >= 1 and <= 12 && Number(digits[4..6]) is >= 1 and <= 31;
    }

    private static bool IsFrench(ReadOnlySpan<char> digits) =>
        digits.Length == 15 && digits[0] is '1' or '2' && Number(digits[3..5]) is (>= 1 and <= 12) or (>= 20 and <= 42) or (>= 50 and <= 99)
        && Number(digits[13..]) == 97 - (Number(digits[..13]) % 97);

    private static bool HasDate(ReadOnlySpan<char> digits) => Number(digits[2..4]) is >= 1 and <= 12 && Number(digits[4..6]) is >= 1 and <= 31;

    private static long Number(ReadOnlySpan<char> digits) => long.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
}
