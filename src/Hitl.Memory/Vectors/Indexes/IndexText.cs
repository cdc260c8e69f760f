using System.Buffers.Text;
using System.Collections;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>
/// The texts of values in the index of a property. Their bytes are in the order of the values, and no two values that a filter can
/// tell apart have the same text, except decimals that no double tells apart.
/// </summary>
internal static class IndexText
{
    /// <summary>No value.</summary>
    public const string Null = "0";

    /// <summary>A collection without elements.</summary>
    public const string Empty = "2";

    /// <summary>What texts of numbers and times begin with.</summary>
    public const string Number = "5";

    /// <summary>What follows all texts of numbers and times.</summary>
    public const string PastNumbers = "6";

    /// <summary>What the texts of long strings begin with.</summary>
    public const string Hashed = "8";

    private const string NotANumber = "1";
    private const string NullElement = "3";
    private const string Plain = "7";
    private const int MaxPlainLength = 64;

    /// <summary>The texts of the value of a property: one, or one for each element of a collection.</summary>
    public static IEnumerable<string> Of(RecordField field, object? value)
    {
        if (!field.IsCollection)
        {
            return [value is null ? Null : OfScalar(value)];
        }

        if (value is null)
        {
            return [Null];
        }

        var texts = ((IEnumerable)value).Cast<object?>().Select(element => element is null ? NullElement : OfScalar(element)).Distinct().ToArray();
        return texts.Length == 0 ? [Empty] : texts;
    }

    /// <summary>The text of an element of a collection.</summary>
    public static string OfElement(object? value) => value is null ? NullElement : OfScalar(value);

    /// <summary>The text of a value.</summary>
    public static string OfScalar(object value) => value switch
    {
        string text => text.Length <= MaxPlainLength && !text.Contains('\0', StringComparison.Ordinal) ? Plain + text : Hashed + Hash(text),
        Guid id => Plain + id.ToString("D"),
        bool flag => Whole(flag ? 1 : 0),
        ulong large => Ordered(large),
        float or double or decimal => Floating(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        DateTime time => Whole(time.Ticks),
        DateTimeOffset time => Whole(time.UtcTicks),
        DateOnly date => Whole(date.DayNumber),
        TimeOnly time => Whole(time.Ticks),
        TimeSpan span => Whole(span.Ticks),
        _ => Whole(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
    };

    /// <summary>What the text of a string begins with that begins with another one and is not long.</summary>
    /// <returns>The beginning, or null when only long strings begin with it.</returns>
    public static string? OfPrefix(string text) =>
        text.Length <= MaxPlainLength && !text.Contains('\0', StringComparison.Ordinal) ? Plain + text : null;

    /// <summary>Whether different values of a property always have different texts.</summary>
    public static bool IsExact(RecordField field) => field.ScalarType != typeof(decimal);

    /// <summary>Whether the texts of a property are in the order in which records are sorted by it.</summary>
    public static bool IsSorted(RecordField field) => !field.IsCollection && field.ScalarType != typeof(string) && field.ScalarType != typeof(Guid);

    /// <summary>Text and key of an entry.</summary>
    public static (string Text, string Key) Split(RedisValue entry)
    {
        var bytes = ((ReadOnlyMemory<byte>)entry).Span;
        var end = bytes.IndexOf((byte)0);
        return (Encoding.UTF8.GetString(bytes[..end]), Encoding.UTF8.GetString(bytes[(end + 1)..]));
    }

    private static string Whole(long value) => Ordered((ulong)value ^ (1UL << 63));

    private static string Floating(double value)
    {
        if (double.IsNaN(value))
        {
            return NotANumber;
        }

        // Doubles are ordered like their bits, the negative ones the other way around; the two zeros are one value.
        var bits = BitConverter.DoubleToInt64Bits(value == 0 ? 0 : value);
        return Ordered(bits < 0 ? ~(ulong)bits : (ulong)bits ^ (1UL << 63));
    }

    private static string Ordered(ulong value) => Number + value.ToString("X16", CultureInfo.InvariantCulture);

    private static string Hash(string text) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
