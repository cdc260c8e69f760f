using System.Globalization;

namespace Hitl.Memory;

/// <summary>The order of single values, the same in every culture.</summary>
internal static class ScalarOrder
{
    /// <summary>Compares two values as C# compares them: numbers of different types in the type that holds both, texts by their characters' numbers.</summary>
    /// <returns>Less than, equal to or more than 0; null when one of them is NaN.</returns>
    public static int? Compare(object x, object y)
    {
        if (x is string text)
        {
            return string.CompareOrdinal(text, (string)y);
        }

        if (IsFloating(x) || IsFloating(y))
        {
            if (x.GetType() != y.GetType() || x is double)
            {
                var (left, right) = (ToDouble(x), ToDouble(y));
                return double.IsNaN(left) || double.IsNaN(right) ? null : left.CompareTo(right);
            }

            var (first, second) = ((float)x, (float)y);
            return float.IsNaN(first) || float.IsNaN(second) ? null : first.CompareTo(second);
        }

        return x.GetType() == y.GetType()
            ? ((IComparable)x).CompareTo(y)
            : Convert.ToDecimal(x, CultureInfo.InvariantCulture).CompareTo(Convert.ToDecimal(y, CultureInfo.InvariantCulture));
    }

    /// <summary>The order in which records are sorted: nothing first, then NaN, then by value.</summary>
    public static int Sort(object? x, object? y) => (x, y) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (string left, string right) => string.CompareOrdinal(left, right),
        _ => ((IComparable)x).CompareTo(y),
    };

    private static bool IsFloating(object value) => value is float or double;

    private static double ToDouble(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);
}
