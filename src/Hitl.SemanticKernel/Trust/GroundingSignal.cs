using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>The share of values that the user, the system or the app's own tools said. What only untrusted text says counts half; what nobody said is invented.</summary>
internal sealed class GroundingSignal(IOptions<HitlOptions> options) : IInlineTrustSignal
{
    private const string Source = "grounding";

    private readonly double _weight = options.Value.Trust.GroundingWeight;

    /// <inheritdoc/>
    public ValueTask<TrustEvidence?> AssessAsync(ToolCall call, RiskAssessment risk, CancellationToken cancellationToken = default) => ValueTask.FromResult(Assess(call, risk));

    /// <inheritdoc/>
    public TrustEvidence? Assess(ToolCall call, RiskAssessment risk)
    {
        if (_weight <= 0 || CallProvenance.Of(call) is not { Checked: > 0 } provenance)
        {
            return null;
        }

        var score = provenance.Grounded / provenance.Checked;
        var reason = provenance.Invented is { } invented ? $"nobody said what is in {string.Join(", ", invented.Select(n => $"'{ShownNames.Of(n)}'"))}"
            : score < 1 ? "some values come from untrusted text alone"
            : "the user or trusted tools said every value";
        return new TrustEvidence(Source, score, _weight, reason);
    }
}
