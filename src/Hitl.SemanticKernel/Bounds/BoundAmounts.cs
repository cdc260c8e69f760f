using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>Amounts as they are counted: whole millionths, which are exact in the store.</summary>
internal static class BoundAmounts
{
    /// <summary>The largest limit. The sum of two is still a whole number of 64 bits in millionths.</summary>
    public const decimal Most = 1_000_000_000_000m;

    private const decimal Millionths = 1_000_000m;

    /// <summary>The amount in millionths; <see langword="null"/> when the call has none that can be counted.</summary>
    /// <param name="arguments">The arguments of the call.</param>
    /// <param name="name">The argument that holds it. Case is ignored, as kernel arguments do.</param>
    public static long? Find(JsonElement arguments, string name)
    {
        if (arguments.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        long? found = null;
        foreach (var argument in arguments.EnumerateObject())
        {
            if (!string.Equals(argument.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            // Of two spellings nobody knows which one the function gets.
            if (found is not null
                || argument.Value.ValueKind != JsonValueKind.Number
                || !argument.Value.TryGetDecimal(out var amount)
                || amount is < 0 or > Most)
            {
                return null;
            }

            found = (long)decimal.Ceiling(amount * Millionths);
        }

        return found;
    }

    /// <summary>A limit in millionths, rounded down.</summary>
    public static long OfLimit(decimal limit) => (long)decimal.Floor(limit * Millionths);

    /// <summary>An amount as people write it.</summary>
    public static decimal Read(long millionths) => millionths / Millionths;
}
