using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>The scorer in the box: what people declared about the tool, else what its name says.</summary>
internal sealed class ToolRiskScorer : IInlineRiskScorer
{
    private readonly DeclaredRiskScorer _declared;
    private readonly NameRiskScorer _name = new();

    /// <summary>Takes the rules of the app.</summary>
    public ToolRiskScorer(IOptions<HitlOptions> options) => _declared = new DeclaredRiskScorer(options.Value.Rules);

    /// <inheritdoc/>
    public ValueTask<RiskAssessment> ScoreAsync(ToolCall call, CancellationToken cancellationToken = default) => ValueTask.FromResult(Score(call, cancellationToken));

    /// <inheritdoc/>
    public RiskAssessment Score(ToolCall call, CancellationToken cancellationToken = default)
    {
        var declared = _declared.Score(call);

        // A declaration may lower the risk below what the name suggests, so the two are not combined by maximum.
        return declared.IsKnown ? declared : RiskAssessments.Combine(declared, _name.Score(call));
    }
}
