using System.Globalization;
using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>Reads amounts of money.</summary>
internal static class Money
{
    private const int MaxLength = 64;

    /// <summary>Reads an amount, and the currency in its text.</summary>
    /// <returns>Whether it is an amount at all.</returns>
    public static bool TryRead(JsonElement value, out decimal amount, out string? currency)
    {
        (amount, currency) = (0, null);
        if (value.ValueKind == JsonValueKind.Number)
        {
            // What a decimal cannot hold is above any limit.
            amount = value.TryGetDecimal(out var number) ? number : decimal.MaxValue;
            return true;
        }

        return value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= MaxLength } text && TryRead(text, out amount, out currency);
    }

    /// <summary>The part of an object that is the amount.</summary>
    public static JsonElement ValueOf(JsonElement money)
    {
        foreach (var property in money.EnumerateObject())
        {
            if (property.Name.ToLowerInvariant() is "value" or "amount" or "total" or "units")
            {
                return property.Value;
            }
        }

        return JsonElement.Parse("false");
    }

    /// <summary>The code of a currency; <see langword="null"/> when a text names none.</summary>
    public static string? Currency(string? text) => text?.Trim() switch
    {
        null or "" => null,
        "€" => "EUR",
        "$" or "US$" => "USD",
        "£" => "GBP",
        "¥" => "JPY",
        { } code => code.ToUpperInvariant(),
    };

    private static bool TryRead(string text, out decimal amount, out string? currency)
    {
        var first = text.AsSpan().IndexOfAnyInRange('0', '9');
        var last = text.AsSpan().LastIndexOfAnyInRange('0', '9');
        (amount, currency) = (0, null);
        if (first < 0)
        {
            return false;
        }

        var number = text[first..(last + 1)];
        var around = (text[..first] + text[(last + 1)..]).Replace(" ", "", StringComparison.Ordinal).Trim('-', '+', '.', '(', ')');
        currency = Currency(around);
        if (currency is { Length: not 3 } || (currency is not null && !currency.All(char.IsAsciiLetter)))
        {
            return false;
        }

        var read = false;
        foreach (var separator in (ReadOnlySpan<char>)['.', ','])
        {
            // The larger reading counts.
            if (TryRead(number, separator, out var reading))
            {
                (amount, read) = (Math.Max(amount, reading), true);
            }
        }

        return read;
    }

    /// <summary>Whether a sign can be the one between thousands: three digits follow it each time, before the decimal point.</summary>
    private static bool IsGrouped(string number, char separator, char point)
    {
        var parts = number.Split(separator);
        return parts.Skip(1).All(part => part.Split(point)[0].Count(char.IsAsciiDigit) == 3) && parts.SkipLast(1).All(part => !part.Contains(point));
    }

    private static bool TryRead(string number, char point, out decimal amount)
    {
        var other = point == '.' ? ',' : '.';
        if (!IsGrouped(number, other, point))
        {
            amount = 0;
            return false;
        }

        var compact = number.Replace(other.ToString(), "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal)
            .Replace("_", "", StringComparison.Ordinal).Replace("\u00a0", "", StringComparison.Ordinal).Replace(point, '.');
        return decimal.TryParse(compact, NumberStyles.Float, CultureInfo.InvariantCulture, out amount);
    }
}
