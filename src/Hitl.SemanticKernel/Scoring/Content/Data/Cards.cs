namespace Hitl.SemanticKernel;

/// <summary>Recognises the numbers of payment cards.</summary>
internal static class Cards
{
    /// <summary>Whether digits are the number of a card: an issuer's prefix with a length it uses, and the check digit.</summary>
    /// <param name="shown">The number as written.</param>
    /// <param name="digits">Its digits.</param>
    public static bool IsCard(ReadOnlySpan<char> shown, ReadOnlySpan<char> digits) =>
        IsIssued(digits) && Luhn(digits) && digits.IndexOfAnyExcept(digits[0]) >= 0 && shown.IndexOfAny('.', '/') < 0;

    /// <summary>Whether the last digit is the check digit after Luhn.</summary>
    public static bool Luhn(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[digits.Length - 1 - i] - '0';
            sum += i % 2 == 0 ? digit : digit > 4 ? (2 * digit) - 9 : 2 * digit;
        }

        return sum % 10 == 0;
    }

    private static bool IsIssued(ReadOnlySpan<char> digits)
    {
        var four = int.Parse(digits[..4], System.Globalization.CultureInfo.InvariantCulture);
        return (digits.Length, four / 100, four) switch
        {
            (13 or 16 or 19, >= 40 and <= 49, _) => true,
            (16, >= 51 and <= 55, _) or (16, _, >= 2221 and <= 2720) => true,
            (15, 34 or 37, _) => true,
            (>= 14 and <= 19, 36 or 38 or 39, _) or (14, 30, _) => true,
            (>= 16 and <= 19, 35, >= 3528 and <= 3589) => true,
            (>= 16 and <= 19, 64 or 65 or 62, _) or (>= 16 and <= 19, _, 6011) => true,
            (>= 16 and <= 19, 50 or 56 or 57 or 58 or 63 or 67, _) => true,
            (16, _, >= 2200 and <= 2204) => true,
            _ => false,
        };
    }
}
