using System.Buffers;

namespace Hitl.SemanticKernel;

/// <summary>Looks for paths that leave where the app lets its tools work, and for files no agent should touch.</summary>
/// <remarks>Texts in arguments that are called paths are judged, any other text that is one path, and the words of commands.</remarks>
internal sealed class PathCheck : IContentCheck
{
    private const int MaxLength = 4_096;
    private const int MaxWords = 500;

    private static readonly SearchValues<char> Signs = SearchValues.Create("/\\~%.:");

    private readonly string[] _roots;

    /// <summary>Takes the roots of the app.</summary>
    public PathCheck(ContentOptions options) => _roots = [.. options.AllowedRoots.Select(r => Root(r))];

    /// <inheritdoc/>
    public void Check(in ContentText text, ContentFindings findings)
    {
        if (text.Value.IndexOfAny(Signs) < 0)
        {
            return;
        }

        if (text.Roles.HasFlag(ArgumentRoles.Command) || (text.Tool.TakesCommands && !text.Roles.HasFlag(ArgumentRoles.Path)))
        {
            Words(text, findings);
            return;
        }

        var path = text.Value.Trim(" \t\r\n\"'");
        var isCalledPath = text.Roles.HasFlag(ArgumentRoles.Path);
        if (path.Length is > 0 and <= MaxLength && (isCalledPath || LooksLikePath(path)) && !IsAddress(path))
        {
            Judge(path, text.Argument, isCalledPath, findings);
        }
        else if (isCalledPath && path.Length > MaxLength && (path.Contains("..", StringComparison.Ordinal) || path.Contains('%')))
        {
            findings.Add(PlaceRisks.Encoded, text.Argument);
        }
    }

    private static string Root(string root) => PathText.Normalised(PathText.Decoded(root, out _), out _).TrimEnd('/');

    private static bool IsAddress(ReadOnlySpan<char> path) => path.IndexOf("://", StringComparison.Ordinal) is > 1 and < 30 && !path.StartsWith("file:", StringComparison.OrdinalIgnoreCase);

    private static bool LooksLikePath(ReadOnlySpan<char> text) =>
        (text[0] is '/' or '~' or '\\' or '.' || PathText.IsDrive(text) || text.Contains("../", StringComparison.Ordinal) || text.Contains("..\\", StringComparison.Ordinal) || text.Contains("..%", StringComparison.Ordinal)
            || text.StartsWith("%2e", StringComparison.OrdinalIgnoreCase) || text.StartsWith("%25", StringComparison.Ordinal) || text.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        && text.IndexOfAny(" \t\n") < 0;

    private static void Words(in ContentText text, ContentFindings findings)
    {
        var count = 0;
        foreach (var range in text.Value.SplitAny(" \t\r\n;|&<>()'\"`=,@"))
        {
            var word = text.Value[range];
            if (word.Length is > 3 and <= MaxLength && word.IndexOfAny("/\\~.%") >= 0 && !IsAddress(word) && ++count <= MaxWords)
            {
                var path = PathText.Normalised(PathText.Decoded(word, out _), out _);
                if (SensitiveFiles.Contains(path) && path is not ("/dev/null" or "/dev/stdout" or "/dev/stderr" or "/dev/stdin" or "/dev/tty") && !path.EndsWith("/cmd.exe", StringComparison.OrdinalIgnoreCase))
                {
                    findings.Add(PlaceRisks.Sensitive, text.Argument);
                }
            }
        }
    }

    private void Judge(ReadOnlySpan<char> text, string argument, bool isCalledPath, ContentFindings findings)
    {
        var decoded = PathText.Decoded(text, out var isHidden);
        if (decoded.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            decoded = "/" + decoded[5..].TrimStart('/');
            decoded = PathText.IsDrive(decoded.AsSpan(1)) ? decoded[1..] : decoded;
        }

        var isShare = decoded.StartsWith("//", StringComparison.Ordinal);
        var path = PathText.Normalised(decoded, out var climbs);
        if (isShare && (isCalledPath || text[0] == '\\'))
        {
            findings.Add(PlaceRisks.Share, argument);
        }

        if (isHidden && (decoded.Contains("..", StringComparison.Ordinal) || decoded.StartsWith('/')))
        {
            findings.Add(PlaceRisks.Encoded, argument);
        }

        if (climbs)
        {
            findings.Add(PlaceRisks.Traversal, argument);
        }

        if (SensitiveFiles.Contains(path))
        {
            findings.Add(PlaceRisks.Sensitive, argument);
        }

        if (_roots.Length > 0 && (isCalledPath || text[0] != '/') && !isShare && PathText.IsRooted(decoded) && !Array.Exists(_roots, root => IsUnder(path, root)))
        {
            findings.Add(PlaceRisks.OutsideRoots, argument);
        }
    }

    private static bool IsUnder(string path, string root)
    {
        var comparison = PathText.IsDrive(root) ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return path.StartsWith(root, comparison) && (path.Length == root.Length || path[root.Length] == '/' || root.Length == 0);
    }
}
