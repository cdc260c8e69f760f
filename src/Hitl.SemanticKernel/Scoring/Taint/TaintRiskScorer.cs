namespace Hitl.SemanticKernel;

/// <summary>Finds calls with values that only untrusted text has, where that can hurt.</summary>
internal sealed class TaintRiskScorer(ToolRiskScorer tools) : IInlineRiskScorer
{
    private const string Source = "taint";
    private const double Plain = 0.8;
    private const double Instructed = 0.9;

    /// <inheritdoc/>
    public ValueTask<RiskAssessment> ScoreAsync(ToolCall call, CancellationToken cancellationToken = default) => ValueTask.FromResult(Score(call, cancellationToken));

    /// <inheritdoc/>
    public RiskAssessment Score(ToolCall call, CancellationToken cancellationToken)
    {
        if (CallProvenance.Of(call, cancellationToken) is not { } provenance || provenance is { Tainted: null, Carrying: null })
        {
            return RiskAssessment.Unknown;
        }

        return provenance.Carrying is { } carrying ? Found(provenance, $"'{ShownNames.Of(carrying)}' carries data to a place that only untrusted text names")
            : tools.Score(call, cancellationToken) is { IsReadOnly: true, Score: < PolicyOptions.DefaultMonitorFrom } or { IsReadOnly: true, Flags: RiskFlags.Privacy } ? RiskAssessment.Unknown
            : Found(provenance, $"'{ShownNames.Of(provenance.Tainted!)}' has a value that only untrusted text has");
    }

    private static RiskAssessment Found(CallProvenance provenance, string what) => new()
    {
        Score = provenance.IsInstructed ? Instructed : Plain,
        Flags = RiskFlags.Tainted,
        IsKnown = false,
        Reasons = [new RiskReason(Source, provenance.IsInstructed ? $"{what}, and such text speaks to the assistant or names the tool" : what)],
    };
}
