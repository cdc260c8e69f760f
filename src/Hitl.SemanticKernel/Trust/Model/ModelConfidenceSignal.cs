using System.Globalization;
using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>How sure the model was of the tokens of the call.</summary>
internal sealed class ModelConfidenceSignal(IOptions<HitlOptions> options) : IInlineTrustSignal
{
    private readonly double _weight = options.Value.Trust.ModelConfidenceWeight;

    /// <inheritdoc/>
    public ValueTask<TrustEvidence?> AssessAsync(ToolCall call, RiskAssessment risk, CancellationToken cancellationToken = default) => new(Assess(call, risk));

    /// <inheritdoc/>
    public TrustEvidence? Assess(ToolCall call, RiskAssessment risk) =>
        _weight > 0 && call.Confidence is >= 0 and <= 1 and var confidence
            ? new TrustEvidence("confidence", confidence, _weight, string.Create(CultureInfo.InvariantCulture, $"the model gave what it wrote a probability of {confidence:0.00} per token"))
            : null;
}
