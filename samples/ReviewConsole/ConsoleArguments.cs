using Hitl.SemanticKernel;

namespace ReviewConsole;

/// <summary>What the command line says.</summary>
internal sealed record ConsoleArguments(string Redis, string? Prefix, Reviewer Reviewer, bool OnlyLists)
{
    public const string Usage = "ReviewConsole [--redis CONNECTION] [--prefix PREFIX] [--id YOU] [--name NAME] [--groups A,B] [--list]";

    private static readonly string[] Known = ["--redis", "--prefix", "--id", "--name", "--groups"];

    /// <summary>Reads the command line; <see langword="null"/> when it makes no sense.</summary>
    public static ConsoleArguments? Parse(string[] args)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        bool lists = false;
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] == "--list")
            {
                lists = true;
            }
            else if (!Known.Contains(args[i]) || i + 1 == args.Length || !values.TryAdd(args[i], args[++i]))
            {
                return null;
            }
        }

        return new ConsoleArguments(
            values.GetValueOrDefault("--redis") ?? Environment.GetEnvironmentVariable("HITL_REDIS") ?? "localhost:6379",
            values.GetValueOrDefault("--prefix"),
            new Reviewer(values.GetValueOrDefault("--id") ?? Environment.UserName, values.GetValueOrDefault("--name"))
            {
                Groups = values.GetValueOrDefault("--groups")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
            },
            lists);
    }
}
