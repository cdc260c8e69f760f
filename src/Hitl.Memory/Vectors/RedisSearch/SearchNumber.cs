using System.Globalization;

namespace Hitl.Memory;

/// <summary>
/// The numbers that stand for values in numeric indexes. A greater value never has a smaller number, but different values may share one:
/// a double holds neither every long nor every decimal. So an index finds too much rather than too little.
/// </summary>
internal static class SearchNumber
{
    private const int DecimalSteps = 4;

    /// <summary>Whether the values of a property are in a numeric index.</summary>
    public static bool IsNumber(RecordField field) => IndexText.IsSorted(field) && field.ScalarType != typeof(bool);

    /// <summary>Whether different values of a property always have different numbers.</summary>
    public static bool IsExact(RecordField field) =>
        field.ScalarType != typeof(long) && field.ScalarType != typeof(ulong) && field.ScalarType != typeof(decimal)
        && field.ScalarType != typeof(DateTime) && field.ScalarType != typeof(DateTimeOffset)
        && field.ScalarType != typeof(TimeOnly) && field.ScalarType != typeof(TimeSpan)
        && field.ScalarType != typeof(float) && field.ScalarType != typeof(double);

    /// <summary>Whether the order of numbers is the order of values: decimals are not converted to the nearest double always.</summary>
    public static bool IsOrdered(RecordField field) => IsNumber(field) && field.ScalarType != typeof(decimal);

    /// <summary>The number of a value, finite.</summary>
    /// <returns>The number, or null for NaN, which has none.</returns>
    public static double? Of(object value)
    {
        var number = value switch
        {
            DateTime time => time.Ticks,
            DateTimeOffset time => time.UtcTicks,
            DateOnly date => date.DayNumber,
            TimeOnly time => time.Ticks,
            TimeSpan span => span.Ticks,
            _ => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        };
        return double.IsNaN(number) ? null : Math.Clamp(number, double.MinValue, double.MaxValue) + 0d;
    }

    /// <summary>A number at or below those of all values that are not less than a value.</summary>
    public static double? Lowest(RecordField field, object value) => Moved(field, value, Math.BitDecrement);

    /// <summary>A number at or above those of all values that are not more than a value.</summary>
    public static double? Highest(RecordField field, object value) => Moved(field, value, Math.BitIncrement);

    /// <summary>The text of a number.</summary>
    public static string Format(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static double? Moved(RecordField field, object value, Func<double, double> step)
    {
        if (Of(value) is not { } number)
        {
            return null;
        }

        for (var i = 0; i < DecimalSteps && (value is decimal || field.ScalarType == typeof(decimal)); i++)
        {
            number = step(number);
        }

        return Math.Clamp(number, double.MinValue, double.MaxValue);
    }
}
