namespace Hitl.SemanticKernel.Tests.Scoring.Names;

/// <summary>Names that public servers and benchmarks give their tools, in <c>tool-names.txt</c>.</summary>
public class ToolNamesTests
{
    [Fact]
    public void Tools_that_do_something_wait() =>
        Assert.Equal([], Verdicts("effect").FindAll(v => v.Verdict != Verdict.Review).ConvertAll(v => v.Name));

    [Fact]
    public void Nearly_all_tools_that_read_proceed()
    {
        var verdicts = Verdicts("read");
        var held = verdicts.Where(v => v.Verdict != Verdict.Proceed).Select(v => v.Name).ToArray();

        Assert.True(held.Length < verdicts.Count * 0.05, $"{held.Length} of {verdicts.Count} are held though they read: {string.Join(", ", held)}");
    }

    private static List<(string Name, Verdict Verdict)> Verdicts(string label)
    {
        var scorer = new NameRiskScorer([]);
        using var reader = new StreamReader(typeof(ToolNamesTests).Assembly.GetManifestResourceStream("tool-names.txt")!);
        var names = reader.ReadToEnd().Split('\n')
            .SkipWhile(line => line != $"[{label}]").Skip(1)
            .TakeWhile(line => !line.StartsWith('['))
            .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToList();
        Assert.True(names.Count >= 300);
        return [.. names.Select(name => Some.Call(name)).Select(call => (call.Tool.Name, Some.Verdict(call, scorer.Score(call.Tool))))];
    }
}
