using System.Runtime.CompilerServices;

namespace Hitl.SemanticKernel;

/// <summary>The risk that a tool suggests: its name, its parameters, its description, and the hints of its server.</summary>
internal sealed class NameRiskScorer
{
    private readonly ConditionalWeakTable<ToolDefinition, RiskAssessment> _cache = [];
    private readonly ConditionalWeakTable<ToolDefinition, RiskAssessment>.CreateValueCallback _read;
    private readonly NamePattern[] _trusted;

    /// <summary>Takes the patterns of the tools whose hints and descriptions may lower a risk.</summary>
    public NameRiskScorer(IEnumerable<string> trusted) => (_trusted, _read) = ([.. trusted.Select(t => new NamePattern(t))], Read);

    /// <summary>Assesses a tool.</summary>
    /// <returns>The assessment; not known when nothing that counts is said.</returns>
    public RiskAssessment Score(ToolDefinition tool) => _cache.GetValue(tool, _read);

    private RiskAssessment Read(ToolDefinition tool)
    {
        var isTrusted = Array.Exists(_trusted, t => t.IsMatch(tool.Name));
        var risk = NameGrammar.Read(tool.FunctionName);
        risk = DescriptionGrammar.Apply(risk, tool.Description, isTrusted || tool.IsDescribedInCode);
        risk = ParameterFindings.Apply(risk, tool.ArgumentsSchema);
        return HintFindings.Apply(risk, tool.Hints, isTrusted);
    }
}
