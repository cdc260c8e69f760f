using System.Security.Cryptography;

namespace Hitl.Memory;

/// <summary>Ids that sort by the time at which they were made (https://github.com/ulid/spec).</summary>
internal static class Ulid
{
    private const string Digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>A new id: 10 digits of time in milliseconds, 16 random ones.</summary>
    public static string New(DateTimeOffset now)
    {
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        Span<char> text = stackalloc char[26];
        var time = now.ToUnixTimeMilliseconds();
        for (var i = 9; i >= 0; i--)
        {
            text[i] = Digits[(int)(time & 31)];
            time >>= 5;
        }

        for (var i = 0; i < random.Length; i++)
        {
            text[10 + i] = Digits[random[i] & 31];
        }

        return new string(text);
    }
}
