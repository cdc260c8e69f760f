using System.Buffers;

namespace Hitl.SemanticKernel;

/// <summary>Splits texts into pieces and says what they look like.</summary>
internal static class Pieces
{
    private const int ShortestCode = 5;
    private const int LongNumber = 9;

    private static readonly SearchValues<char> Separators = SearchValues.Create(" \t\r\n\"'`<>()[]{}|,;\u00a0");
    private static readonly SearchValues<char> Marks = SearchValues.Create("0123456789.@/\\:_=%");
    private static readonly SearchValues<char> Ends = SearchValues.Create(".:!?*");

    /// <summary>Takes the next piece with more than letters off a text: others are never of a kind.</summary>
    public static bool Next(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> piece)
    {
        while (rest.IndexOfAny(Marks) is >= 0 and var mark)
        {
            var start = rest[..mark].LastIndexOfAny(Separators) + 1;
            var length = rest[mark..].IndexOfAny(Separators);
            piece = length < 0 ? rest[start..] : rest[start..(mark + length)];
            var joint = Joint(piece);
            piece = joint > 0 ? piece[..joint] : piece;
            rest = rest[(start + piece.Length + (joint > 0 ? 1 : 0))..];
            piece = piece[..(piece.LastIndexOfAnyExcept(Ends) + 1)];
            if (!piece.IsEmpty)
            {
                return true;
            }
        }

        piece = default;
        return false;
    }

    /// <summary>Where a piece falls into two: parameters without an address before them (<c>a=1&amp;b=2</c>) are pieces each. 0 and less when it does not.</summary>
    public static int Joint(ReadOnlySpan<char> piece)
    {
        var joint = piece.IndexOfAny('&', '=');
        return joint < piece.Length - 2 && piece[..Math.Max(joint, 0)].IndexOfAny('/', '?') < 0 ? joint : -1;
    }

    /// <summary>What a piece looks like.</summary>
    public static PieceKinds KindsOf(ReadOnlySpan<char> piece)
    {
        var (digits, letters, dots, marks, at, slash, colon, other) = (0, 0, 0, 0, -1, 0, 0, 0);
        for (var i = 0; i < piece.Length; i++)
        {
            var c = piece[i];
            if (char.IsAsciiLetter(c))
            {
                letters++;
            }
            else if (char.IsAsciiDigit(c))
            {
                digits++;
            }
            else
            {
                switch (c)
                {
                    case '.': dots++; break;
                    case '_' or '=' or '%': marks++; break;
                    case '@': at = i; break;
                    case '/' or '\\': slash++; break;
                    case ':': colon++; break;
                    default: other += char.IsLetter(c) ? 0 : 1; letters += char.IsLetter(c) ? 1 : 0; break;
                }
            }
        }

        if (digits + dots + marks + slash + colon == 0 && at < 0)
        {
            return PieceKinds.None;
        }

        if (digits >= 2 && letters <= 2 && (colon > 0 || digits is 4 or 6 or 8) && IsDate(piece, digits, letters, other, slash, colon))
        {
            return PieceKinds.Date;
        }

        if (at > 0 && at < piece.Length - 3 && piece[at..].Contains('.'))
        {
            return PieceKinds.Identifier | PieceKinds.Address | PieceKinds.Sensitive | (slash >= 2 ? PieceKinds.Place : PieceKinds.None);
        }

        if (piece.Contains("://", StringComparison.Ordinal) || piece.StartsWith("//") || piece.StartsWith(@"\\") || (dots > 0 && letters > 3 && IsHost(piece)))
        {
            return PieceKinds.Identifier | PieceKinds.Place;
        }

        var sensitive = digits >= LongNumber || (piece.Length >= 16 && digits > 0 && letters > 0 && slash == 0) ? PieceKinds.Sensitive : PieceKinds.None;
        return at == 0 && piece.Length > 3 ? PieceKinds.Identifier | PieceKinds.Address
            : digits >= 4 || (digits > 0 && letters > 0 && piece.Length >= ShortestCode) || (marks > 0 && letters > 3) || (slash > 0 && letters > 3 && (slash > 1 || dots > 0 || piece[0] is '/' or '~'))
                || (dots > 0 && letters > 3 && piece.LastIndexOf('.') is > 0 and var dot && dot < piece.Length - 1 && char.IsAsciiLetterOrDigit(piece[dot + 1])) ? PieceKinds.Identifier | sensitive
            : PieceKinds.None;
    }

    /// <summary>The host of a place, without user and port; empty when there is none.</summary>
    public static ReadOnlySpan<char> HostOf(ReadOnlySpan<char> place)
    {
        var scheme = place.IndexOf("://", StringComparison.Ordinal);
        place = scheme >= 0 ? place[(scheme + 3)..] : place.TrimStart(@"/\");
        var end = place.IndexOfAny("/\\?#");
        place = end >= 0 ? place[..end] : place;
        place = place[(place.LastIndexOf('@') + 1)..];
        if (scheme < 0 && place.IndexOf(':') is > 0 and var prefix && !char.IsAsciiDigit(place[Math.Min(prefix + 1, place.Length - 1)]))
        {
            // An operator of a search: site:example.com.
            place = place[(prefix + 1)..];
        }

        var port = place.LastIndexOf(':');
        return port > 0 ? place[..port] : place;
    }

    /// <summary>A place up to its first folder; empty when there is none.</summary>
    public static ReadOnlySpan<char> FolderOf(ReadOnlySpan<char> place, ReadOnlySpan<char> host)
    {
        var start = place.IndexOf(host);
        var path = place[(start + host.Length)..];
        var first = path.IndexOf('/');
        if (first < 0)
        {
            return default;
        }

        var end = path[(first + 1)..].IndexOfAny("/?#");
        return place[start..(start + host.Length + (end < 0 ? path.Length : first + 1 + end))];
    }

    private static bool IsHost(ReadOnlySpan<char> piece)
    {
        var host = HostOf(piece);
        var dot = host.LastIndexOf('.');
        var top = host[(dot + 1)..];
        return dot > 0 && top.Length is >= 2 and <= 24 && !IsExtension(top) && top.IndexOfAnyExceptInRange('a', 'z') < 0
            && host.IndexOf("..", StringComparison.Ordinal) < 0 && host[0] != '.' && !piece.StartsWith('/');
    }

    private static bool IsExtension(ReadOnlySpan<char> top) =>
        top is "txt" or "pdf" or "md" or "csv" or "json" or "xml" or "html" or "htm" or "doc" or "docx" or "xls" or "xlsx" or "png" or "jpg" or "jpeg" or "gif" or "yaml"
            or "yml" or "log" or "zip" or "cs" or "js" or "ts" or "py" or "java" or "cpp" or "go" or "rb" or "sql" or "ppt" or "pptx" or "eml" or "ics" or "conf" or "ini" or "toml" or "tar" or "gz";

    private static bool IsDate(ReadOnlySpan<char> piece, int digits, int letters, int other, int slash, int colon)
    {
        if (digits == 4 && piece.Length == 4)
        {
            return piece[0] is '1' or '2' && piece[1] is '9' or '0';
        }

        var year = piece.Length >= 8 && char.IsAsciiDigit(piece[3]) && piece[4] is '-' or '/' or '.' && piece[0] is '1' or '2';
        return (year && digits >= 6) || (colon > 0 && digits <= 6 && letters <= 2) || (slash == 2 && digits is 6 or 8 && letters + other == 0);
    }
}
