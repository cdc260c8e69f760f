namespace Hitl.SemanticKernel;

/// <summary>Judges commands.</summary>
/// <param name="Report">Gets each risk, and whether it is unmistakable: no sentence looks like that.</param>
internal sealed record CommandJudge(Action<ContentRisk, bool> Report)
{
    private const int MaxNesting = 4;

    /// <summary>Judges a command line.</summary>
    public void Judge(ReadOnlySpan<char> text, int nesting = 0)
    {
        if (nesting > MaxNesting)
        {
            Report(CommandRisks.Made, true);
            return;
        }

        var commands = CommandLine.Read(text);
        var (downloads, reads) = (false, false);
        HashSet<string>? files = null;
        foreach (var command in commands)
        {
            downloads &= command.IsPiped;
            var words = Unwrapped(command.Words, out var isElevated);
            if (isElevated)
            {
                Report(CommandRisks.Rights, words.Count > 0 && CommandWords.Programs.ContainsKey(Name(words[0])));
            }

            if (words.Count == 0)
            {
                continue;
            }

            var name = Name(words[0]);
            if (downloads && CommandWords.Interpreters.Contains(name))
            {
                Report(CommandRisks.Downloaded, true);
            }

            if (reads && CommandWords.Downloaders.Contains(name))
            {
                Report(CommandRisks.Downloaded, true);
            }

            if (files is not null && words.Exists(w => files.Contains(FileName(w))) && (CommandWords.Interpreters.Contains(name) || name is "chmod" or "source" || files.Contains(name)))
            {
                Report(CommandRisks.Downloaded, true);
            }

            if (CommandWords.Downloaders.Contains(name))
            {
                (files ??= []).UnionWith(words.Skip(1).Where(w => !w.StartsWith('-')).Select(FileName).Where(f => f.Length > 0));
            }

            // "bash <(curl ...)"
            reads = words[^1] == "<" && CommandWords.Interpreters.Contains(name);
            downloads |= (CommandWords.Downloaders.Contains(name) && words.FindIndex(1, w => w.AsSpan().IndexOfAny(":/.$") >= 0) > 0)
                || (name is "base64" or "xxd" or "openssl" && words.Exists(w => w is "-d" or "-D" or "--decode" or "-r"))
                || (name == "printf" && words.Exists(w => w.Contains('\\')));
            Judge(name, words, nesting);
        }

        if (text.Contains(":(){", StringComparison.Ordinal) || text.Contains(":() {", StringComparison.Ordinal))
        {
            Report(CommandRisks.Bomb, true);
        }
    }

    private void Judge(string name, List<string> words, int nesting)
    {
        var arguments = words.Skip(1);
        if (CommandWords.Programs.TryGetValue(name, out var risk))
        {
            Report(risk, risk == CommandRisks.Disk && arguments.Any(a => a.StartsWith("/dev/", StringComparison.Ordinal)));
        }

        if (CommandWords.With.TryGetValue(name, out var uses))
        {
            foreach (var (use, with) in uses)
            {
                if (words.Skip(1).Any(w => with.Contains(w, StringComparer.OrdinalIgnoreCase)))
                {
                    Report(use, use == CommandRisks.DeleteTree);
                }
            }
        }

        CommandRules.Apply(name, words, Report);
        Nested(name, words, nesting);
    }

    private void Nested(string name, List<string> words, int nesting)
    {
        var runsText = CommandWords.Shells.Contains(name);
        var isCommandName = name.StartsWith('$') || name.AsSpan().IndexOfAny('?', '*') >= 0;
        if (isCommandName)
        {
            Report(CommandRisks.Made, false);
        }

        for (var i = 1; i < words.Count; i++)
        {
            var word = words[i];
            var isExecuted = words[i - 1] is "-exec" or "-execdir" or "-ok" or "/c" or "/C" or "/k" or "/K" || (name == "ssh" && word.Contains(' '));
            if ((runsText && i > 0 && (word.Contains(' ') || word.Contains('$'))) || word.Contains("$(", StringComparison.Ordinal))
            {
                Judge(word, nesting + 1);
                if (runsText && word.Contains("$(", StringComparison.Ordinal) && IsDownload(word))
                {
                    Report(CommandRisks.Downloaded, true);
                }
            }
            else if (CommandWords.Databases.Contains(name) && word.Contains(' '))
            {
                foreach (var risk in SqlInText.Find(word)?.Risks ?? [])
                {
                    Report(risk, false);
                }
            }
            else if (isExecuted)
            {
                Judge(string.Join(' ', words.Skip(i)), nesting + 1);
                break;
            }
        }
    }

    private static string FileName(string word) => word[(word.LastIndexOfAny(['/', '\\']) + 1)..].ToLowerInvariant();

    private static bool IsDownload(string text) => text.Contains("curl", StringComparison.OrdinalIgnoreCase) || text.Contains("wget", StringComparison.OrdinalIgnoreCase);

    /// <summary>The command that runs in the end, without the programs that only start it.</summary>
    private static List<string> Unwrapped(List<string> words, out bool isElevated)
    {
        (isElevated, var at) = (false, 0);
        for (var limit = 0; at < words.Count && limit < 16; limit++)
        {
            var name = Name(words[at]);
            if (words[at].Contains('=') && !words[at].StartsWith('-') && words[at].IndexOf('=') > 0 && at < words.Count - 1)
            {
                at++;
                continue;
            }

            if (!CommandWords.Wrappers.Contains(name) || at == words.Count - 1)
            {
                break;
            }

            isElevated |= CommandWords.Elevating.Contains(name);
            for (at++; at < words.Count - 1 && (words[at].StartsWith('-') || words[at].StartsWith('/') && name == "start" || char.IsAsciiDigit(words[at][^1]) && char.IsAsciiDigit(words[at][0])); at++)
            {
                // Some options take a value: "sudo -u root rm".
                at += words[at] is "-u" or "-n" or "-I" or "-g" or "-P" or "-L" && at < words.Count - 2 ? 1 : 0;
            }
        }

        return words[at..];
    }

    /// <summary>The program's name without its folder and ending.</summary>
    private static string Name(string word)
    {
        var name = word.TrimStart('@', '.', '&');
        name = name[(name.LastIndexOfAny(['/', '\\']) + 1)..].ToLowerInvariant();
        return name.EndsWith(".exe", StringComparison.Ordinal) || name.EndsWith(".com", StringComparison.Ordinal) || name.EndsWith(".bat", StringComparison.Ordinal) ? name[..^4] : name;
    }
}
