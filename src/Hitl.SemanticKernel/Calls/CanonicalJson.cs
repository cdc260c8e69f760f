using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Hitl.SemanticKernel;

/// <summary>Canonical JSON after RFC 8785: the same value always gives the same bytes.</summary>
/// <remarks>
/// <para>One deliberate difference: RFC 8785 sees every number as an IEEE 754 double, so two amounts that a double cannot
/// tell apart would share their digest. Here a number is its exact decimal value, laid out as ECMAScript would: the same
/// bytes as RFC 8785 for every number that is the shortest text of a double (what serialisers write), and different bytes
/// for different values always.</para>
/// <para>Input that has no one meaning is refused with a <see cref="JsonException"/>: duplicate property names, unpaired
/// surrogates, nesting deeper than <see cref="MaxDepth"/>, exponents beyond nine digits.</para>
/// </remarks>
internal static class CanonicalJson
{
    /// <summary>The deepest nesting that is accepted; System.Text.Json reads 64 levels unless told otherwise.</summary>
    public const int MaxDepth = 256;

    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        "\"\\\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000A\u000B\u000C\u000D\u000E\u000F"
        + "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F");

    /// <summary>Writes a value.</summary>
    /// <exception cref="JsonException">The value has no canonical form.</exception>
    public static void Write(IBufferWriter<byte> writer, JsonElement value) => WriteValue(writer, value, 0);

    /// <summary>Writes a text as a JSON string.</summary>
    /// <exception cref="JsonException">The text has unpaired surrogates.</exception>
    public static void WriteString(IBufferWriter<byte> writer, ReadOnlySpan<char> text)
    {
        writer.Write("\""u8);
        while (true)
        {
            var next = text.IndexOfAny(Escaped);
            WriteUtf8(writer, next < 0 ? text : text[..next]);
            if (next < 0)
            {
                break;
            }

            WriteEscape(writer, text[next]);
            text = text[(next + 1)..];
        }

        writer.Write("\""u8);
    }

    private static void WriteValue(IBufferWriter<byte> writer, JsonElement value, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(writer, value, NextDepth(depth));
                break;
            case JsonValueKind.Array:
                WriteArray(writer, value, NextDepth(depth));
                break;
            case JsonValueKind.String:
                WriteString(writer, Text(value));
                break;
            case JsonValueKind.Number:
                CanonicalNumber.Write(writer, value.GetRawText());
                break;
            case JsonValueKind.True:
                writer.Write("true"u8);
                break;
            case JsonValueKind.False:
                writer.Write("false"u8);
                break;
            case JsonValueKind.Null:
                writer.Write("null"u8);
                break;
            default:
                throw new JsonException("There is no JSON value to write.");
        }
    }

    private static void WriteObject(IBufferWriter<byte> writer, JsonElement value, int depth)
    {
        var properties = new (string Name, JsonElement Value)[value.GetPropertyCount()];
        var count = 0;
        foreach (var property in value.EnumerateObject())
        {
            properties[count++] = (Name(property), property.Value);
        }

        // UTF-16 code units, as RFC 8785 demands: that is what an ordinal comparison looks at.
        Array.Sort(properties, static (a, b) => string.CompareOrdinal(a.Name, b.Name));

        writer.Write("{"u8);
        for (var i = 0; i < properties.Length; i++)
        {
            if (i > 0)
            {
                if (properties[i].Name == properties[i - 1].Name)
                {
                    throw new JsonException($"The property '{properties[i].Name}' is there more than once.");
                }

                writer.Write(","u8);
            }

            WriteString(writer, properties[i].Name);
            writer.Write(":"u8);
            WriteValue(writer, properties[i].Value, depth);
        }

        writer.Write("}"u8);
    }

    private static void WriteArray(IBufferWriter<byte> writer, JsonElement value, int depth)
    {
        writer.Write("["u8);
        var first = true;
        foreach (var item in value.EnumerateArray())
        {
            if (!first)
            {
                writer.Write(","u8);
            }

            first = false;
            WriteValue(writer, item, depth);
        }

        writer.Write("]"u8);
    }

    private static int NextDepth(int depth) => depth < MaxDepth
        ? depth + 1
        : throw new JsonException($"The JSON is nested deeper than {MaxDepth} levels.");

    private static string Text(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw NotText(e);
        }
    }

    private static string Name(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException e)
        {
            throw NotText(e);
        }
    }

    private static JsonException NotText(Exception? inner = null) => new("A string holds unpaired surrogates, which is not text.", inner);

    private static void WriteUtf8(IBufferWriter<byte> writer, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return;
        }

        var bytes = writer.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        if (Utf8.FromUtf16(text, bytes, out _, out var written, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            throw NotText();
        }

        writer.Advance(written);
    }

    private static void WriteEscape(IBufferWriter<byte> writer, char character)
    {
        switch (character)
        {
            case '"': writer.Write("\\\""u8); break;
            case '\\': writer.Write("\\\\"u8); break;
            case '\b': writer.Write("\\b"u8); break;
            case '\t': writer.Write("\\t"u8); break;
            case '\n': writer.Write("\\n"u8); break;
            case '\f': writer.Write("\\f"u8); break;
            case '\r': writer.Write("\\r"u8); break;
            default:
                ReadOnlySpan<byte> hex = "0123456789abcdef"u8;
                writer.Write([(byte)'\\', (byte)'u', (byte)'0', (byte)'0', hex[character >> 4], hex[character & 15]]);
                break;
        }
    }
}
