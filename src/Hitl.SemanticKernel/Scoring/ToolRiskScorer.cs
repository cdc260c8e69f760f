using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>The scorer in the box: what people declared about the tool, else what its name, schema, description and hints say.</summary>
internal sealed class ToolRiskScorer : IInlineRiskScorer
{
    private readonly DeclaredRiskScorer _declared;
    private readonly NameRiskScorer _names;
    private readonly ConditionalWeakTable<ToolDefinition, RiskAssessment> _withoutRules = [];
    private readonly ConditionalWeakTable<ToolDefinition, RiskAssessment>.CreateValueCallback _assess;

    /// <summary>Takes the rules of the app and the tools that it trusts.</summary>
    public ToolRiskScorer(IOptions<HitlOptions> options)
    {
        _declared = new DeclaredRiskScorer(options.Value.Rules);
        _names = new NameRiskScorer(options.Value.TrustedHints);
        _assess = tool => WithNames(DeclaredRiskScorer.Of(tool), tool);
    }

    /// <inheritdoc/>
    public ValueTask<RiskAssessment> ScoreAsync(ToolCall call, CancellationToken cancellationToken = default) => ValueTask.FromResult(Score(call, cancellationToken));

    /// <inheritdoc/>
    public RiskAssessment Score(ToolCall call, CancellationToken cancellationToken = default) =>
        _declared.ByRules(call) is { } ruled ? WithNames(ruled, call.Tool) : _withoutRules.GetValue(call.Tool, _assess);

    /// <summary>A declaration may lower the risk below what the name suggests, so the two are not combined by maximum.</summary>
    private RiskAssessment WithNames(RiskAssessment declared, ToolDefinition tool) =>
        declared.IsKnown ? declared : RiskAssessments.Combine(declared, _names.Score(tool));
}
