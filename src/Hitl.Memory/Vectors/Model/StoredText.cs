using System.Buffers;
using System.Text;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>Text as bytes, without loss: what UTF-8 cannot write is an error.</summary>
internal static class StoredText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">The text has half of a surrogate pair.</exception>
    public static byte[] Encode(string text)
    {
        try
        {
            return Strict.GetBytes(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException("The text is not valid Unicode: it contains half of a surrogate pair.", nameof(text), e);
        }
    }

    /// <summary>Whether a text can be stored: it has no half of a surrogate pair.</summary>
    public static bool IsValid(string text)
    {
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var length) != OperationStatus.Done)
            {
                return false;
            }

            rest = rest[length..];
        }

        return true;
    }

    public static string Decode(RedisValue value) => (string)value!;
}
