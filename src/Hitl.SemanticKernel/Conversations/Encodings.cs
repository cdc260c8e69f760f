using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Hitl.SemanticKernel;

/// <summary>Reads texts that were encoded to look like something else.</summary>
internal static class Encodings
{
    /// <summary>The shortest text that is tried.</summary>
    public const int Shortest = 8;

    private const int Longest = 4096;

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Decodes hexadecimal and base64, both alphabets.</summary>
    /// <returns>The text; <see langword="null"/> when it is none that can be read.</returns>
    public static string? Decode(ReadOnlySpan<char> text)
    {
        text = text.TrimEnd('=');
        if (text.Length is < Shortest or > Longest)
        {
            return null;
        }

        Span<byte> bytes = text.Length <= 512 ? stackalloc byte[512] : new byte[text.Length];
        if (text.Length % 2 == 0 && text.IndexOfAnyExcept(Hexadecimal) < 0
            && Convert.FromHexString(text, bytes, out _, out var written) == OperationStatus.Done && Readable(bytes[..written]) is { } hex)
        {
            return hex;
        }

        if (text.Length % 4 == 1)
        {
            return null;
        }

        Span<char> padded = text.Length <= 508 ? stackalloc char[512] : new char[text.Length + 4];
        text.CopyTo(padded);
        padded = padded[..text.Length];
        padded.Replace('+', '-');
        padded.Replace('/', '_');
        return Base64Url.IsValid(padded) && Base64Url.TryDecodeFromChars(padded, bytes, out written) ? Readable(bytes[..written]) : null;
    }

    /// <summary>Replaces percent escapes and plus signs, as far as they are right.</summary>
    public static string Unescape(ReadOnlySpan<char> text) => Uri.UnescapeDataString(text).Replace('+', ' ');

    /// <summary>Shifts letters by 13.</summary>
    public static string Rotate(ReadOnlySpan<char> text) => string.Create(text.Length, text, static (target, source) =>
    {
        for (var i = 0; i < source.Length; i++)
        {
            var c = source[i];
            var a = char.IsAsciiLetterUpper(c) ? 'A' : char.IsAsciiLetterLower(c) ? 'a' : '\0';
            target[i] = a == 0 ? c : (char)(a + ((c - a + 13) % 26));
        }
    });

    /// <summary>Turns a text around.</summary>
    public static string Reverse(ReadOnlySpan<char> text) => string.Create(text.Length, text, static (target, source) =>
    {
        source.CopyTo(target);
        target.Reverse();
    });

    private static string? Readable(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4)
        {
            return null;
        }

        foreach (var b in bytes)
        {
            if (b < ' ' && b is not ((byte)'\n' or (byte)'\r' or (byte)'\t') || b == 127)
            {
                return null;
            }
        }

        var text = Encoding.UTF8.GetString(bytes);
        return text.Contains('\ufffd') ? null : text;
    }
}
