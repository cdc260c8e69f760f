using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>What people decided about earlier calls of the tool: <see cref="ToolRecord.Score"/>.</summary>
/// <param name="record">The record; <see langword="null"/> where calls are judged without a store.</param>
/// <param name="options">The weight.</param>
internal sealed class TrackRecordSignal(TrackRecord? record, IOptions<HitlOptions> options) : IInlineTrustSignal
{
    private readonly double _weight = options.Value.Trust.TrackRecordWeight;

    /// <inheritdoc/>
    public ValueTask<TrustEvidence?> AssessAsync(ToolCall call, RiskAssessment risk, CancellationToken cancellationToken = default) => new(Assess(call, risk));

    /// <inheritdoc/>
    public TrustEvidence? Assess(ToolCall call, RiskAssessment risk)
    {
        if (_weight <= 0 || record?.Find(call.Tool.Name) is not { Decisions: > 0 } past)
        {
            return null;
        }

        var reason = string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"people approved {past.Approved} of {past.Decisions} calls of {call.Tool.Name} as they were, and {past.Edited} with other arguments");
        return new TrustEvidence("record", past.Score, _weight, reason);
    }
}
