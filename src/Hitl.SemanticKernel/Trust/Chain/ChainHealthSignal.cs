using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>
/// What the results before the call came to: (good + 1) / (good + bad + 2). The newest result counts 1 and each older one 0.7 times the one behind it:
/// to good when it is sound, to bad when it failed or does not fit its schema, half to each when it is empty or cut off. A call that was asked for
/// before in the same or a similar way, and did not work, adds as much to bad again as its result counts.
/// </summary>
/// <remarks>The mean of the Beta posterior with a forgetting factor: A. Jøsang, R. Ismail, The Beta Reputation System, 15th Bled Electronic Commerce Conference (2002).</remarks>
internal sealed class ChainHealthSignal(IOptions<HitlOptions> options, ResultBoundary boundary) : IInlineTrustSignal
{
    private readonly double _weight = options.Value.Trust.ChainHealthWeight;
    private readonly int _results = options.Value.Trust.ChainHealthResults;
    private readonly ResultHealth.Cache _known = new(boundary);

    /// <inheritdoc/>
    public ValueTask<TrustEvidence?> AssessAsync(ToolCall call, RiskAssessment risk, CancellationToken cancellationToken = default) => new(Assess(call, risk));

    /// <inheritdoc/>
    public TrustEvidence? Assess(ToolCall call, RiskAssessment risk) =>
        _weight > 0 && ChainHealth.Before(call, _results, _known) is { IsKnown: true } health ? new TrustEvidence("chain", health.Score, _weight, health.Reason) : null;
}
