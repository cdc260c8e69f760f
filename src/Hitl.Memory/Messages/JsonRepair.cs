using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Hitl.Memory;

/// <summary>
/// Makes JSON from a model or a tool readable as text. JSON may escape half of a surrogate pair, and a document is parsed without looking
/// into its strings, so an element can be valid and still throw when it is read or written: such halves become U+FFFD.
/// </summary>
internal static class JsonRepair
{
    public static string Clean(string text) =>
        text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0 ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    public static JsonElement Clean(JsonElement element)
    {
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(element);
        if (Utf8.IsValid(raw) && FindLoneSurrogate(raw, 0) < 0)
        {
            return element.Clone();
        }

        return Parse(raw);
    }

    public static JsonElement Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    private static JsonElement Parse(ReadOnlySpan<byte> json)
    {
        byte[] copy = Utf8.IsValid(json) ? json.ToArray() : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json));
        for (int i = FindLoneSurrogate(copy, 0); i >= 0; i = FindLoneSurrogate(copy, i))
        {
            "\\uFFFD"u8.CopyTo(copy.AsSpan(i));
        }

        using JsonDocument document = JsonDocument.Parse(copy, new JsonDocumentOptions { MaxDepth = MessageJsonOptions.MaxValueDepth });
        return document.RootElement.Clone();
    }

    private static int FindLoneSurrogate(ReadOnlySpan<byte> json, int start)
    {
        int i = start;
        while (i < json.Length)
        {
            int escape = json[i..].IndexOf((byte)'\\');
            if (escape < 0)
            {
                return -1;
            }

            i += escape;
            int unit = ReadEscape(json, i);
            if (char.IsHighSurrogate((char)Math.Max(unit, 0)))
            {
                int next = ReadEscape(json, i + 6);
                if (next < 0 || !char.IsLowSurrogate((char)next))
                {
                    return i;
                }

                i += 12;
            }
            else if (unit >= 0 && char.IsLowSurrogate((char)unit))
            {
                return i;
            }
            else
            {
                i += unit < 0 ? 2 : 6;
            }
        }

        return -1;
    }

    private static int ReadEscape(ReadOnlySpan<byte> json, int at) =>
        at + 6 <= json.Length && json[at] == '\\' && json[at + 1] == 'u'
        && Utf8Parser.TryParse(json.Slice(at + 2, 4), out ushort unit, out int read, 'x') && read == 4
            ? unit
            : -1;
}
