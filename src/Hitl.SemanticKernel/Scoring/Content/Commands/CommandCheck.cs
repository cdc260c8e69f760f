using System.Buffers;

namespace Hitl.SemanticKernel;

/// <summary>Looks for commands that destroy, send, or take rights.</summary>
/// <remarks>
/// Where the names of argument and tool say that a text is a command or code, everything counts. In any other text only
/// what no sentence looks like does, and only where a command could begin: at the start, after a semicolon, a pipe, a new line.
/// </remarks>
internal sealed class CommandCheck : IContentCheck
{
    private const int MaxLength = 65_536;
    private const int MaxCandidates = 64;
    private const int MaxCandidate = 1_000;

    private static readonly SearchValues<char> Begins = SearchValues.Create(";|&\n\r`(");
    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t;|&\n\r`()'\"$<>");

    private static readonly SearchValues<string> RiskyCode = SearchValues.Create(
        [
            "shutil.rmtree", "os.remove", "os.unlink", "os.rmdir", "os.removedirs", "os.system", "os.popen", "os.exec", "os.kill", "subprocess", "pty.spawn", "__import__",
            "eval(", "exec(", "execSync", "child_process", "spawn(", "unlinkSync", "rmSync", "fs.rm", "fs.unlink", "rimraf", "process.kill", "Process.Start", "File.Delete",
            "Directory.Delete", "Runtime.getRuntime", "ProcessBuilder", "FileUtils.rm", "shell_exec", "passthru(", "system(", "deleteRecursively", "ctypes.", "DownloadString",
            "urllib.request", "requests.post", "requests.put", "requests.delete", "socket.socket", "pickle.loads", "importlib",
        ],
        StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public void Check(in ContentText text, ContentFindings findings)
    {
        var isCommand = text.Roles.HasFlag(ArgumentRoles.Command) || (text.Tool.TakesCommands && !text.Tool.TakesSql && (text.Roles & (ArgumentRoles.Path | ArgumentRoles.Url | ArgumentRoles.Recipient)) == 0);
        if (!isCommand)
        {
            InText(text, findings);
            return;
        }

        Whole(text.Value, text.Argument, findings);
    }

    private static void Whole(ReadOnlySpan<char> value, string argument, ContentFindings findings)
    {
        if (value.Length > MaxLength)
        {
            findings.Add(CommandRisks.NotRead, argument);
            value = value[..MaxLength];
        }

        new CommandJudge((risk, _) => findings.Add(risk, argument)).Judge(value);
        if (value.IndexOfAny(RiskyCode) >= 0)
        {
            findings.Add(CommandRisks.Code, argument);
        }
    }

    private static CommandJudge Unmistakable(string argument, ContentFindings findings) => new((risk, isUnmistakable) =>
    {
        if (isUnmistakable)
        {
            findings.Add(risk, argument);
        }
    });

    private static void InText(in ContentText text, ContentFindings findings)
    {
        var value = text.Value;
        CommandJudge? judge = null;
        var candidates = 0;
        for (var at = 0; at < value.Length;)
        {
            var rest = value[at..];
            if (BeginsCommand(rest))
            {
                if (++candidates > MaxCandidates)
                {
                    findings.Add(CommandRisks.NotRead, text.Argument);
                    return;
                }

                judge ??= Unmistakable(text.Argument, findings);
                judge.Judge(rest[..Math.Min(rest.Length, MaxCandidate)]);
            }

            var next = rest.IndexOfAny(Begins);
            at = next < 0 ? value.Length : at + next + 1;
        }
    }

    private static bool BeginsCommand(ReadOnlySpan<char> text)
    {
        text = text.TrimStart(" \t\n\r'\"$#>");
        if (text.StartsWith(":()", StringComparison.Ordinal))
        {
            return true;
        }

        var end = text.IndexOfAny(Ends);
        if (end <= 0 || end > 60)
        {
            return false;
        }

        var word = text[..end];
        word = word[(word.LastIndexOfAny('/', '\\') + 1)..];
        return CommandWords.Unmistakable.Contains(word) || word.StartsWith("mkfs", StringComparison.Ordinal);
    }
}
