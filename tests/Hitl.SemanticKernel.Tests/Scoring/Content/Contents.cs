using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel.Tests.Scoring.Content;

/// <summary>Scores arguments by their content alone.</summary>
internal static class Contents
{
    public static RiskAssessment Score(string tool, string argument, string text, Action<ContentOptions>? configure = null, string? plugin = null) =>
        ScoreJson(tool, JsonSerializer.Serialize(new Dictionary<string, string> { [argument] = text }), configure, plugin);

    public static RiskAssessment ScoreJson(string tool, string arguments, Action<ContentOptions>? configure = null, string? plugin = null) =>
        Score(Some.Call(tool, arguments, plugin), configure);

    public static RiskAssessment Score(ToolCall call, Action<ContentOptions>? configure = null)
    {
        var options = new HitlOptions();
        configure?.Invoke(options.Content);
        var scorer = new ContentRiskScorer(Options.Create(options), new ToolRiskScorer(Options.Create(options)));
        return Result(scorer.ScoreAsync(call));
    }

    public static void AssertHarmless(RiskAssessment risk) =>
        Assert.True(ReferenceEquals(risk, RiskAssessment.Unknown), string.Join("; ", risk.Reasons.Select(r => r.Text)));

    private static RiskAssessment Result(ValueTask<RiskAssessment> scoring)
    {
        Assert.True(scoring.IsCompletedSuccessfully);
#pragma warning disable RS0030 // It is completed.
        return scoring.Result;
#pragma warning restore RS0030
    }
}
