using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>Writes a JSON number by its exact decimal value in the layout of ECMAScript's <c>Number::toString</c>.</summary>
internal static class CanonicalNumber
{
    /// <summary>Writes the number that the JSON text says.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="text">A valid JSON number.</param>
    /// <exception cref="JsonException">The exponent has more than nine digits.</exception>
    public static void Write(IBufferWriter<byte> writer, ReadOnlySpan<char> text)
    {
        var exponentAt = text.IndexOfAny('e', 'E');
        var mantissa = exponentAt < 0 ? text : text[..exponentAt];
        var negative = mantissa[0] == '-';
        if (negative)
        {
            mantissa = mantissa[1..];
        }

        var pointAt = mantissa.IndexOf('.');
        var whole = pointAt < 0 ? mantissa.Length : pointAt;
        var buffer = mantissa.Length <= 256 ? stackalloc char[mantissa.Length] : new char[mantissa.Length];
        mantissa[..whole].CopyTo(buffer);
        if (pointAt >= 0)
        {
            mantissa[(pointAt + 1)..].CopyTo(buffer[whole..]);
        }

        var all = buffer[..(pointAt < 0 ? mantissa.Length : mantissa.Length - 1)];
        ReadOnlySpan<char> digits = all.TrimStart('0');
        // The value is 0.digits times ten to the power of scale.
        var scale = whole - (all.Length - digits.Length) + Exponent(exponentAt < 0 ? "0" : text[(exponentAt + 1)..]);
        digits = digits.TrimEnd('0');

        if (digits.IsEmpty)
        {
            writer.Write("0"u8);
            return;
        }

        WriteAscii(writer, negative ? "-" : "");
        Layout(writer, digits, scale);
    }

    private static long Exponent(ReadOnlySpan<char> text)
    {
        var sign = text[0] == '-' ? -1 : 1;
        var digits = text.TrimStart("+-").TrimStart('0');
        return digits.Length switch
        {
            0 => 0,
            <= 9 => sign * long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture),
            _ => throw new JsonException("A number has an exponent of more than nine digits."),
        };
    }

    private static void Layout(IBufferWriter<byte> writer, ReadOnlySpan<char> digits, long scale)
    {
        if (scale is > 0 and <= 21)
        {
            var whole = (int)scale;
            if (digits.Length <= whole)
            {
                WriteAscii(writer, digits);
                WriteAscii(writer, "000000000000000000000".AsSpan(0, whole - digits.Length));
            }
            else
            {
                WriteAscii(writer, digits[..whole]);
                WriteAscii(writer, ".");
                WriteAscii(writer, digits[whole..]);
            }
        }
        else if (scale is > -6 and <= 0)
        {
            WriteAscii(writer, "0.");
            WriteAscii(writer, "00000".AsSpan(0, (int)-scale));
            WriteAscii(writer, digits);
        }
        else
        {
            WriteAscii(writer, digits[..1]);
            if (digits.Length > 1)
            {
                WriteAscii(writer, ".");
                WriteAscii(writer, digits[1..]);
            }

            WriteAscii(writer, scale > 0 ? "e+" : "e-");
            WriteAscii(writer, Math.Abs(scale - 1).ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void WriteAscii(IBufferWriter<byte> writer, ReadOnlySpan<char> text) => Encoding.ASCII.GetBytes(text, writer);
}
