namespace Hitl.SemanticKernel;

/// <summary>What programs do with the words after them, where a list of words does not tell.</summary>
internal static class CommandRules
{
    /// <summary>Applies the rules to one command.</summary>
    public static void Apply(string name, List<string> words, Action<ContentRisk, bool> report)
    {
        bool Any(Predicate<string> fits) => words.FindIndex(1, fits) > 0;
        bool Has(params ReadOnlySpan<string> options) => HasAny(words, options);
        switch (name)
        {
            case "rm" when Any(IsForced):
                report(CommandRisks.DeleteTree, Any(w => !w.StartsWith('-') && LooksLikePath(w)) || Any(IsForcedTree));
                break;
            case "del" or "erase" or "rd" or "rmdir" when Has("/s", "/q", "/f", "/s/q", "/q/s"):
            case "remove-item" or "ri" or "rmdir" when Any(w => w.StartsWith("-rec", StringComparison.OrdinalIgnoreCase) || w.Equals("-r", StringComparison.OrdinalIgnoreCase) || w.StartsWith("-fo", StringComparison.OrdinalIgnoreCase)):
                report(CommandRisks.DeleteTree, true);
                break;
            case "dd" when Any(w => w.StartsWith("of=", StringComparison.OrdinalIgnoreCase)):
            case "format" when Any(w => w.Length is 2 or 3 && w[1] == ':'):
            case ['m', 'k', 'f', 's', ..] or "mke2fs" when words.Count > 1:
                report(CommandRisks.Disk, true);
                break;
            case "chmod":
                var isWide = Any(w => w is "777" or "666" or "0777" or "a+rwx" or "+s" or "u+s" or "g+s" || (w.Length == 4 && w[0] is '2' or '4' or '6'));
                if (isWide || Any(w => w is "-R" or "--recursive" || (w is ['-', not '-', ..] && w.Contains('R'))))
                {
                    report(CommandRisks.Rights, Any(LooksLikePath));
                }

                break;
            case "mv" when Has("/dev/null"):
                report(CommandRisks.Delete, false);
                break;
            case ['>', ..]:
                report(CommandRisks.Disk, false);
                break;
            case "git":
                Git(words, report);
                break;
            case "curl" when Has("-d", "-F", "-T", "--data", "--data-binary", "--data-raw", "--data-urlencode", "--form", "--upload-file", "--json") || Any(w => w.StartsWith("-d@", StringComparison.Ordinal) || w.StartsWith("--data", StringComparison.Ordinal)):
            case "curl" when Has("POST", "PUT", "DELETE", "PATCH", "-XPOST", "-XPUT", "-XDELETE", "-XPATCH"):
            case "wget" when Any(w => w.StartsWith("--post", StringComparison.Ordinal) || w.StartsWith("--body", StringComparison.Ordinal) || w.StartsWith("--method", StringComparison.Ordinal)):
                report(CommandRisks.Send, Any(w => w.Contains('@')));
                break;
            case "powershell" or "pwsh" when Any(w => w.StartsWith("-e", StringComparison.OrdinalIgnoreCase) && !w.StartsWith("-ex", StringComparison.OrdinalIgnoreCase)):
                report(CommandRisks.Downloaded, true);
                break;
            case "python" or "python3" or "perl" or "ruby" or "node" or "php" or "lua" when Has("-c", "-e", "-r", "-E", "--eval"):
                report(CommandRisks.Made, false);
                break;
            case "aws" or "az" or "gcloud" or "gsutil" or "doctl" or "heroku" when Any(w => IsRemoval(w)):
                report(CommandRisks.Infrastructure, false);
                break;
        }

        if (Any(w => w.Contains("/dev/tcp/", StringComparison.Ordinal) || w.Contains("/dev/udp/", StringComparison.Ordinal)) || (name is "nc" or "ncat" or "netcat" or "socat" && Any(w => w is "-e" or "-c" or "--exec" || w.StartsWith("exec:", StringComparison.OrdinalIgnoreCase))))
        {
            report(CommandRisks.Remote, true);
        }

        if (words.Exists(w => w.Contains("DownloadString", StringComparison.OrdinalIgnoreCase) || w.Contains("FromBase64String", StringComparison.OrdinalIgnoreCase) || w.StartsWith("$'\\", StringComparison.Ordinal)))
        {
            report(CommandRisks.Downloaded, true);
        }

        Redirects(words, report);
    }

    private static void Git(List<string> words, Action<ContentRisk, bool> report)
    {
        bool Is(string verb, params ReadOnlySpan<string> options) => words.Contains(verb) && (options.IsEmpty || HasAny(words, options));
        if ((words.Contains("push") && (Is("push", "-f", "--force", "--force-with-lease", "--mirror", "--delete", "-d", "--prune") || words.Exists(w => w.StartsWith('+') || w.StartsWith(':') || w.StartsWith("--force", StringComparison.Ordinal))))
            || Is("reset", "--hard") || (words.Contains("clean") && words.Exists(w => w is ['-', not '-', ..] && w.Contains('f'))) || Is("branch", "-D") || Is("filter-branch") || Is("filter-repo")
            || Is("reflog", "expire", "delete") || Is("checkout", "--", ".", "-f") || Is("restore", ".") || Is("stash", "drop", "clear") || Is("tag", "-d") || Is("update-ref", "-d"))
        {
            report(CommandRisks.Git, true);
        }
        else if (Is("push"))
        {
            report(CommandRisks.Publish, false);
        }
    }

    private static bool HasAny(List<string> words, ReadOnlySpan<string> options)
    {
        foreach (var option in options)
        {
            if (words.Contains(option, StringComparer.OrdinalIgnoreCase) && (option.Length != 2 || words.Contains(option) || option[0] == '/'))
            {
                return true;
            }
        }

        return false;
    }

    private static void Redirects(List<string> words, Action<ContentRisk, bool> report)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var to = words[i].TrimStart('1', '2', '&') is ['>', ..] redirect ? redirect.TrimStart('>', '|') is { Length: > 0 } file ? file : i + 1 < words.Count ? words[i + 1] : "" : "";
            if ((to.StartsWith("/dev/", StringComparison.Ordinal) && to is not ("/dev/null" or "/dev/stdout" or "/dev/stderr" or "/dev/tty") && !to.StartsWith("/dev/fd/", StringComparison.Ordinal))
                || to.StartsWith("/etc/", StringComparison.Ordinal) || to.StartsWith("/boot/", StringComparison.Ordinal))
            {
                report(CommandRisks.Disk, true);
            }
        }
    }

    private static bool IsForced(string word) => word is "--recursive" or "--force" or "--no-preserve-root" || (word is ['-', not '-', ..] && word.AsSpan().IndexOfAny("rRf") > 0);

    private static bool IsForcedTree(string word) => word is ['-', not '-', ..] && word.Contains('f') && word.AsSpan().IndexOfAny("rR") > 0;

    private static bool LooksLikePath(string word) => word.AsSpan().IndexOfAny("/\\~*.") >= 0;

    private static bool IsRemoval(string word) => word is "rm" or "rb" or "delete" or "remove" or "destroy" or "purge" || word.StartsWith("delete-", StringComparison.Ordinal) || word.StartsWith("terminate-", StringComparison.Ordinal) || word.StartsWith("remove-", StringComparison.Ordinal) || word.StartsWith("stop-", StringComparison.Ordinal) || word.EndsWith(":destroy", StringComparison.Ordinal);
}
