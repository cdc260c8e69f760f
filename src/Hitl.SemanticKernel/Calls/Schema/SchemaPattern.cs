using System.Text;
using System.Text.RegularExpressions;

namespace Hitl.SemanticKernel;

/// <summary>The regular expressions of schemas, which are those of ECMAScript.</summary>
internal static class SchemaPattern
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(50);

    /// <summary>Whether some part of the text matches.</summary>
    /// <exception cref="ArgumentException">The pattern is no regular expression.</exception>
    /// <exception cref="NotSupportedException">The match takes too long.</exception>
    public static bool IsMatch(string pattern, string text)
    {
        try
        {
            return new Regex(WithStrictEnd(pattern), RegexOptions.CultureInvariant, Timeout).IsMatch(text);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new NotSupportedException($"cannot be validated: the pattern {pattern} of the tool's schema takes too long", e);
        }
    }

    /// <summary>ECMAScript's <c>$</c> is the very end; .NET's also matches before a final line feed.</summary>
    private static string WithStrictEnd(string pattern)
    {
        var result = new StringBuilder(pattern.Length + 2);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                result.Append(c).Append(pattern[++i]);
                continue;
            }

            inClass = c switch
            {
                '[' => true,
                ']' => false,
                _ => inClass,
            };
            result.Append(c == '$' && !inClass ? "\\z" : c.ToString());
        }

        return result.ToString();
    }
}
