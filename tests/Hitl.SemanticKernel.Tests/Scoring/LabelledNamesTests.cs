namespace Hitl.SemanticKernel.Tests.Scoring;

/// <summary>Names of a folder of transcripts (environment variable <c>HITL_TRANSCRIPTS</c>) that people labelled.</summary>
public class LabelledNamesTests
{
    [Fact]
    public void Effects_wait_and_reads_proceed()
    {
        var folder = Environment.GetEnvironmentVariable("HITL_TRANSCRIPTS");
        var file = Path.Combine(folder ?? "", "labels.tsv");
        Assert.SkipUnless(folder is not null && File.Exists(file), "There is no labels.tsv in HITL_TRANSCRIPTS.");

        var scorer = new NameRiskScorer([]);
        var verdicts = File.ReadLines(file)
            .Select(line => line.Split('\t'))
            .ToLookup(parts => parts[1], parts => (Tool: parts[0], Verdict: Some.Verdict(Some.Call(parts[0]), scorer.Score(Some.Call(parts[0]).Tool))));

        Assert.All(verdicts["effect"], v => Assert.Equal(Verdict.Review, v.Verdict));
        var held = verdicts["read"].Where(v => v.Verdict != Verdict.Proceed).Select(v => v.Tool).ToArray();
        Assert.True(held.Length <= verdicts["read"].Count() * 0.05, $"Held though they read: {string.Join(", ", held)}");
    }
}
