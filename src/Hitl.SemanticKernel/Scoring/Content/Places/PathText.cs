namespace Hitl.SemanticKernel;

/// <summary>Brings paths into one form: decoded, with slashes, without dots.</summary>
internal static class PathText
{
    private const int MaxDecodings = 4;

    /// <summary>Decodes percent-encoding, also when it is applied again and again.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isHidden">Whether it was encoded more than once.</param>
    public static string Decoded(ReadOnlySpan<char> text, out bool isHidden)
    {
        var decoded = text.ToString();
        var rounds = 0;
        while (decoded.Contains('%') && rounds < MaxDecodings && Once(decoded) is var next && next != decoded)
        {
            (decoded, rounds) = (next, rounds + 1);
        }

        isHidden = rounds > 1;
        return decoded.Replace('\\', '/');
    }

    /// <summary>Removes what does not change where a path leads.</summary>
    /// <param name="path">A decoded path.</param>
    /// <param name="climbs">Whether it leads above where it starts.</param>
    public static string Normalised(string path, out bool climbs)
    {
        climbs = false;
        var kept = new List<string>();
        foreach (var part in path.Split('/'))
        {
            // Windows ignores dots and blanks at the end, servers what follows a semicolon.
            var name = part.Split(';', 2)[0].TrimEnd(' ');
            if (name.Length == 0 || name == ".")
            {
                continue;
            }

            // Four dots are two once "../" has been removed from "....//".
            if (name is ".." or "...." || (name.Length > 2 && name.Trim('.', ' ').Length == 0 && name.Contains("..", StringComparison.Ordinal) && name.Contains(' ')))
            {
                if (kept.Count == 0)
                {
                    climbs = true;
                }
                else
                {
                    kept.RemoveAt(kept.Count - 1);
                }
            }
            else
            {
                kept.Add(name);
            }
        }

        return (path.StartsWith('/') ? "/" : "") + string.Join('/', kept);
    }

    /// <summary>Whether a path begins at a root of its own: a slash, a drive, a home folder.</summary>
    public static bool IsRooted(string path) => path.StartsWith('/') || path.StartsWith('~') || IsDrive(path) || path.StartsWith("$HOME", StringComparison.OrdinalIgnoreCase) || path.StartsWith('%');

    /// <summary>Whether a path begins with a drive.</summary>
    public static bool IsDrive(ReadOnlySpan<char> path) => path.Length >= 2 && path[1] == ':' && char.IsAsciiLetter(path[0]);

    private static string Once(string text)
    {
        // Overlong UTF-8 and IIS escapes of dot and slash, which a decoder drops.
        var plain = text.Replace("%c0%ae", ".", StringComparison.OrdinalIgnoreCase)
            .Replace("%c0%af", "/", StringComparison.OrdinalIgnoreCase)
            .Replace("%c1%9c", "\\", StringComparison.OrdinalIgnoreCase)
            .Replace("%u002e", ".", StringComparison.OrdinalIgnoreCase)
            .Replace("%u2215", "/", StringComparison.OrdinalIgnoreCase)
            .Replace("%u002f", "/", StringComparison.OrdinalIgnoreCase);
        return Uri.UnescapeDataString(plain).Replace("\0", "", StringComparison.Ordinal);
    }
}
