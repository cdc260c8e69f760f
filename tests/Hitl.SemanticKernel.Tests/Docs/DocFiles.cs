using System.Text.RegularExpressions;

namespace Hitl.SemanticKernel.Tests.Docs;

/// <summary>README and docs as they are in the repository, and the snippets that this folder compiles and runs.</summary>
internal static partial class DocFiles
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>README and the pages of <c>docs</c>, relative to <see cref="Root"/>.</summary>
    public static IReadOnlyList<string> Pages { get; } =
        ["README.md", .. Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md").Order(StringComparer.Ordinal).Select(f => Path.GetRelativePath(Root, f))];

    public static string Read(string page) => File.ReadAllText(Path.Combine(Root, page)).ReplaceLineEndings("\n");

    /// <summary>The fenced blocks of a page.</summary>
    public static IReadOnlyList<DocBlock> Blocks(string page) =>
        [.. Fence().Matches(Read(page)).Select(m => new DocBlock(page, m.Groups["language"].Value, m.Groups["name"].Value, m.Groups["text"].Value))];

    /// <summary>The regions of this folder's code, without their indentation.</summary>
    public static IReadOnlyDictionary<string, string> Snippets() =>
        Directory.EnumerateFiles(Path.Combine(Root, "tests", "Hitl.SemanticKernel.Tests", "Docs"), "*.cs")
            .SelectMany(file => Region().Matches(File.ReadAllText(file).ReplaceLineEndings("\n")))
            .ToDictionary(m => m.Groups["name"].Value, m => Unindent(m.Groups["text"].Value), StringComparer.Ordinal);

    private static string Unindent(string text)
    {
        var lines = text.Trim('\n').Split('\n');
        var indent = lines.Where(l => l.Length > 0).Min(l => l.Length - l.TrimStart().Length);
        return string.Join('\n', lines.Select(l => l.Length == 0 ? l : l[indent..])) + "\n";
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "HitlSk.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests do not run from inside the repository.");
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"(?:^<!-- snippet: (?<name>[\w-]+) -->\n)?^```(?<language>\w*)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^ *#region (?<name>[\w-]+)\n(?<text>.*?)\n *#endregion$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Region();
}
