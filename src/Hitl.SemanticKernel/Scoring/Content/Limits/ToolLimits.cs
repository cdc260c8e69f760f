using System.Globalization;
using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>The limits that hold for the calls of one tool.</summary>
internal sealed class ToolLimits(AmountLimit[] amounts, CountLimit[] counts)
{
    /// <summary>No limits.</summary>
    public static ToolLimits None { get; } = new([], []);

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => amounts.Length + counts.Length == 0;

    /// <summary>Holds the amounts of an object against their limits.</summary>
    /// <param name="value">The object.</param>
    /// <param name="arguments">The arguments of the call, where the currency may stand.</param>
    /// <param name="findings">Gets what exceeds them.</param>
    public void CheckObject(JsonElement value, JsonElement arguments, ContentFindings findings)
    {
        foreach (var property in value.EnumerateObject())
        {
            var limits = Array.FindAll(amounts, l => property.NameEquals(l.Argument) || string.Equals(property.Name, l.Argument, StringComparison.OrdinalIgnoreCase));
            if (limits.Length > 0)
            {
                Check(property.Value, property.Name, limits, CurrencyOf(value, limits) ?? CurrencyOf(arguments, limits), findings);
            }
        }
    }

    /// <summary>Holds the length of an array against its limits.</summary>
    public void CheckArray(JsonElement value, string name, ContentFindings findings)
    {
        if (counts.Length > 0)
        {
            Count(value.GetArrayLength(), name, isArray: true, findings);
        }
    }

    /// <summary>Holds the number of items in a text against its limits.</summary>
    public void CheckText(JsonElement value, string name, ContentFindings findings)
    {
        if (Array.Exists(counts, c => c.Argument is not null) && value.GetString() is { } text)
        {
            Count(text.AsSpan().Trim(",;\n\r ").IsEmpty ? 0 : Items(text), name, isArray: false, findings);
        }
    }

    private static int Items(string text)
    {
        var count = 0;
        foreach (var range in text.AsSpan().SplitAny(",;\n"))
        {
            count += text.AsSpan(range).IsWhiteSpace() ? 0 : 1;
        }

        return count;
    }

    private void Count(int count, string name, bool isArray, ContentFindings findings)
    {
        foreach (var limit in counts)
        {
            if (count > limit.Limit && (limit.Argument is null ? isArray : string.Equals(limit.Argument, name, StringComparison.OrdinalIgnoreCase)))
            {
                findings.Add(LimitRisks.Count, name, string.Create(CultureInfo.InvariantCulture, $"{count}, the limit is {limit.Limit}"));
                return;
            }
        }
    }

    private static void Check(JsonElement value, string name, AmountLimit[] limits, string? currency, ContentFindings findings)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Check(item, name, limits, currency, findings);
                }

                return;
            case JsonValueKind.Object:
                // "amount": {"value": 5, "currency": "EUR"}
                Check(Money.ValueOf(value), name, limits, CurrencyOf(value, limits) ?? currency, findings);
                return;
        }

        if (!Money.TryRead(value, out var amount, out var inText))
        {
            findings.Add(LimitRisks.Unreadable, name);
            return;
        }

        currency = inText ?? currency;
        var limit = currency is null
            ? limits.MinBy(l => l.Limit)
            : Array.Find(limits, l => string.Equals(l.Currency, currency, StringComparison.OrdinalIgnoreCase)) ?? Array.Find(limits, l => l.Currency is null);
        if (limit is null)
        {
            findings.Add(LimitRisks.NoLimit, name);
        }
        else if (Math.Abs(amount) > limit.Limit)
        {
            findings.Add(LimitRisks.Amount, name, string.Create(CultureInfo.InvariantCulture, $"{amount:0.##}, the limit is {limit.Limit:0.##} {limit.Currency}").TrimEnd());
        }
    }

    private static string? CurrencyOf(JsonElement value, AmountLimit[] limits)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (var property in value.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.String && Array.Exists(limits, l => string.Equals(l.CurrencyArgument, property.Name, StringComparison.OrdinalIgnoreCase)))
            {
                return Money.Currency(property.Value.GetString());
            }
        }

        return null;
    }
}
