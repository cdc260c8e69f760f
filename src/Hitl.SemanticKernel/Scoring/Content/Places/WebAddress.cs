using System.Buffers;

namespace Hitl.SemanticKernel;

/// <summary>An address on the web, read as browsers and HTTP clients do: lenient.</summary>
/// <param name="Scheme">The scheme, in lower case; empty when there is none.</param>
/// <param name="Host">The host, in lower case and decoded; empty when there is none.</param>
/// <param name="HasUser">Whether a user stands before the host.</param>
internal readonly record struct WebAddress(string Scheme, string Host, bool HasUser)
{
    private static readonly SearchValues<char> Ends = SearchValues.Create("/\\?# \"'<>)");

    /// <summary>Reads the address that a text begins with.</summary>
    public static WebAddress Read(ReadOnlySpan<char> text)
    {
        var clean = text.IndexOfAny('\t', '\n', '\r') < 0 ? text : text.ToString().Replace("\t", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal);
        var colon = clean.IndexOf(':');
        var scheme = "";
        var rest = clean;
        if (colon > 0 && IsScheme(clean[..colon]) && (colon + 1 >= clean.Length || !char.IsAsciiDigit(clean[colon + 1])))
        {
            scheme = clean[..colon].ToString().ToLowerInvariant();
            rest = clean[(colon + 1)..];
        }

        rest = rest.TrimStart("/\\");
        var end = rest.IndexOfAny(Ends);
        var authority = end < 0 ? rest : rest[..end];
        var at = authority.LastIndexOf('@');
        // Some clients take a backslash for a slash, others for a part of the user: which host it is depends on the client.
        var slash = rest.IndexOfAny('/', '?', '#');
        var isAmbiguous = end >= 0 && rest[end] == '\\' && (slash < 0 ? rest : rest[..slash]).Contains('@');
        return new WebAddress(scheme, HostOf(authority[(at + 1)..]), at >= 0 || isAmbiguous);
    }

    private static bool IsScheme(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.'))
            {
                return false;
            }
        }

        // "localhost:8080" is a host with its port, and so is "a.b:c" more likely than not.
        return char.IsAsciiLetter(text[0]) && !text.Contains('.');
    }

    private static string HostOf(ReadOnlySpan<char> authority)
    {
        if (authority.StartsWith('['))
        {
            var close = authority.IndexOf(']');
            return (close < 0 ? authority[1..] : authority[1..close]).ToString().ToLowerInvariant();
        }

        var port = authority.LastIndexOf(':');
        var host = port >= 0 && authority.Count(':') == 1 ? authority[..port] : authority;
        return Uri.UnescapeDataString(host.ToString()).TrimEnd('.').ToLowerInvariant();
    }
}
