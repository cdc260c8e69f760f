using System.Runtime.CompilerServices;

namespace Hitl.SemanticKernel;

/// <summary>The risk that the name of a function suggests.</summary>
internal sealed class NameRiskScorer
{
    private readonly ConditionalWeakTable<ToolDefinition, RiskAssessment> _cache = [];

    /// <summary>Assesses a call.</summary>
    /// <returns>The assessment; not known when the name says nothing.</returns>
    public RiskAssessment Score(ToolCall call) => _cache.GetValue(call.Tool, static tool => NameGrammar.Read(tool.FunctionName));
}
