namespace Hitl.SemanticKernel;

/// <summary>A rule about risk, ready to be applied.</summary>
internal sealed class CompiledRiskRule
{
    private const string Source = "rule";

    private readonly CallCondition _condition;
    private readonly string _name;
    private readonly RiskAssessment _assessment;

    /// <summary>Compiles a rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="index">Its position in the options, which names it.</param>
    /// <exception cref="ArgumentException">A pattern is no regular expression.</exception>
    public CompiledRiskRule(RiskRule rule, int index)
    {
        _condition = new CallCondition(rule);
        _name = $"Rule {HitlOptions.SectionName}:Rules:{index}";
        var score = DeclaredRiskScorer.RiskOf(rule.Risk, rule.Flags, rule.ReadOnly);
        var says = score is { } risk ? $"says the call is {DeclaredRiskScorer.Describe(risk, rule.Flags, rule.ReadOnly)}" : "applies";
        _assessment = new RiskAssessment
        {
            Score = score ?? 0,
            Flags = rule.Flags,
            IsReadOnly = rule.ReadOnly,
            IsIdempotent = rule.Idempotent,
            IsKnown = score is not null,
            Reasons = [new RiskReason(Source, rule.Reason ?? $"{_name} ({CallCondition.Describe(rule)}) {says}")],
        };
    }

    /// <summary>Applies the rule to a call.</summary>
    /// <returns>What the rule says of the call; <see langword="null"/> when it is not about it.</returns>
    public RiskAssessment? Apply(ToolCall call) =>
        !_condition.Fits(call, out var failure) ? null : failure is null ? _assessment : Failed(failure);

    private RiskAssessment Failed(string how) => _assessment with
    {
        Score = 1,
        IsReadOnly = false,
        IsKnown = true,
        IsComplete = false,
        Reasons = [new RiskReason(Source, $"{_name} {how}, so it applies and the call counts as maximal risk"), .. _assessment.Reasons],
    };
}
