using System.Buffers.Text;
using System.Collections;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Hitl.Memory;

/// <summary>
/// The form that values have in the attributes of an element. Redis takes a record out of a search when an attribute is missing, so each
/// indexed property has one, and nothing is a value like others.
/// </summary>
internal static class AttributeValues
{
    /// <summary>The number that stands for nothing.</summary>
    public const string NullNumber = "-1000000000000000000000000000000";

    /// <summary>What all numbers that stand for something else are below.</summary>
    public const string StandIns = "-100000000000000000000000000000";

    /// <summary>The text that stands for nothing; an empty string is a text of its own.</summary>
    public const string NullText = "";

    private const string NotANumber = "-2000000000000000000000000000000";
    private const int MaxPlainLength = 32;

    /// <summary>Whether the values of a property are numbers in attributes, and not texts.</summary>
    public static bool IsNumber(RecordField field) => field.ScalarType != typeof(string) && field.ScalarType != typeof(Guid);

    /// <summary>Whether different values of a property always are different numbers.</summary>
    public static bool IsExact(RecordField field) =>
        field.ScalarType != typeof(long) && field.ScalarType != typeof(ulong) && field.ScalarType != typeof(decimal)
        && field.ScalarType != typeof(DateTime) && field.ScalarType != typeof(DateTimeOffset) && field.ScalarType != typeof(TimeOnly) && field.ScalarType != typeof(TimeSpan);

    /// <summary>Whether the values of a property may be mistaken for numbers that stand for something else.</summary>
    public static bool IsFloating(RecordField field) => field.ScalarType == typeof(float) || field.ScalarType == typeof(double);

    /// <summary>The number of a value: a decimal literal, which may have an exponent.</summary>
    public static string Number(object? value)
    {
        var number = value switch
        {
            null => double.NaN,
            bool flag => flag ? 1 : 0,
            DateTime time => time.Ticks,
            DateTimeOffset time => time.UtcTicks,
            DateOnly date => date.DayNumber,
            TimeOnly time => time.Ticks,
            TimeSpan span => span.Ticks,
            _ => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        };
        return value is null ? NullNumber
            : double.IsNaN(number) ? NotANumber
            : double.IsInfinity(number) ? (number > 0 ? "1e308" : "-1e308")
            : Math.Abs(number) is >= 1e15 and < 1e21 ? number.ToString("F0", CultureInfo.InvariantCulture)
            : number.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>The text of a value: as it is when it is short and simple, else a hash of it, so that nothing needs to be escaped.</summary>
    public static string Text(object? value)
    {
        if (value is null)
        {
            return NullText;
        }

        var text = ScalarText.Format(value);
        return text.Length is > 0 and <= MaxPlainLength && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-' or '_' or '.' or ':')
            ? text
            : "#" + Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..20];
    }

    /// <summary>The name of the attribute of a property.</summary>
    /// <param name="field">The property.</param>
    /// <param name="position">Its place in <see cref="RecordModel.Indexed"/>.</param>
    public static string Name(RecordField field, int position) =>
        field.StorageName.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_') ? field.StorageName : string.Create(CultureInfo.InvariantCulture, $"f-{position}");

    /// <summary>The attributes of a record, as JSON.</summary>
    /// <returns>The attributes, or null when no property is indexed.</returns>
    public static string? Json(RecordModel model, PreparedRecord record)
    {
        if (model.Indexed.Count == 0)
        {
            return null;
        }

        var json = new StringBuilder("{");
        for (var i = 0; i < model.Indexed.Count; i++)
        {
            var field = model.Indexed[i];
            var value = record.Values[field.Ordinal - 1];
            json.Append(i == 0 ? "\"" : ",\"").Append(Name(field, i)).Append("\":");
            if (field.IsCollection)
            {
                json.Append('[').AppendJoin(',', (value as IEnumerable ?? Array.Empty<object>()).Cast<object?>().Select(element => Literal(field, element)).Distinct()).Append(']');
            }
            else
            {
                json.Append(Literal(field, value));
            }
        }

        return json.Append('}').ToString();
    }

    /// <summary>A value as it is written in attributes.</summary>
    public static string Literal(RecordField field, object? value) => IsNumber(field) ? Number(value) : $"\"{Text(value)}\"";
}
