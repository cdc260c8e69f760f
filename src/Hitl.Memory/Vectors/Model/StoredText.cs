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

    public static string Decode(RedisValue value) => (string)value!;
}
