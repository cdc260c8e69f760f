using System.Collections.Frozen;
using System.Globalization;

namespace Hitl.Memory;

/// <summary>The stored text of a single value: the same in every culture, and read back as what it was.</summary>
internal static class ScalarText
{
    private static readonly FrozenSet<Type> Types = new HashSet<Type>
    {
        typeof(bool), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
        typeof(float), typeof(double), typeof(decimal), typeof(string), typeof(Guid),
        typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan),
    }.ToFrozenSet();

    public static string Names { get; } = string.Join(", ", Types.Select(type => type.Name).Order(StringComparer.Ordinal));

    /// <summary>Whether values of a type can be stored.</summary>
    public static bool IsSupported(Type type) => Types.Contains(type);

    /// <summary>The text of a value.</summary>
    public static string Format(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "1" : "0",
        DateTime or DateTimeOffset or DateOnly or TimeOnly => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        Guid id => id.ToString("D"),
        _ => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
    };

    /// <summary>Reads a value back.</summary>
    /// <param name="type">Its type, one that <see cref="IsSupported"/> knows.</param>
    /// <param name="text">The stored text.</param>
    /// <exception cref="FormatException">The text is not that of such a value.</exception>
    public static object Parse(Type type, string text)
    {
        var invariant = CultureInfo.InvariantCulture;
        return type == typeof(string) ? text
            : type == typeof(bool) ? text switch { "1" => true, "0" => false, _ => throw new FormatException($"'{text}' is neither 1 nor 0.") }
            : type == typeof(int) ? int.Parse(text, invariant)
            : type == typeof(long) ? long.Parse(text, invariant)
            : type == typeof(double) ? double.Parse(text, invariant)
            : type == typeof(float) ? float.Parse(text, invariant)
            : type == typeof(decimal) ? decimal.Parse(text, NumberStyles.Number, invariant)
            : type == typeof(Guid) ? Guid.ParseExact(text, "D")
            : type == typeof(DateTimeOffset) ? DateTimeOffset.ParseExact(text, "O", invariant, DateTimeStyles.RoundtripKind)
            : type == typeof(DateTime) ? DateTime.ParseExact(text, "O", invariant, DateTimeStyles.RoundtripKind)
            : type == typeof(DateOnly) ? DateOnly.ParseExact(text, "O", invariant)
            : type == typeof(TimeOnly) ? TimeOnly.ParseExact(text, "O", invariant)
            : type == typeof(TimeSpan) ? TimeSpan.ParseExact(text, "c", invariant)
            : type == typeof(byte) ? byte.Parse(text, invariant)
            : type == typeof(sbyte) ? sbyte.Parse(text, invariant)
            : type == typeof(short) ? short.Parse(text, invariant)

            // The casts keep the small types from becoming the larger ones below them.
            : type == typeof(ushort) ? (object)ushort.Parse(text, invariant)
            : type == typeof(uint) ? (object)uint.Parse(text, invariant)
            : ulong.Parse(text, invariant);
    }
}
