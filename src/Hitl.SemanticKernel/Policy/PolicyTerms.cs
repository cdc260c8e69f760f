namespace Hitl.SemanticKernel;

/// <summary>Who may decide and until when, each from the first rule that fits and states it.</summary>
internal struct PolicyTerms(PolicyOptions options)
{
    private IReadOnlyList<string>? _groups;
    private int? _quorum;
    private IReadOnlyList<ReviewStep>? _then;
    private int? _rejections;
    private TimeSpan? _deadline;
    private DeadlineAction? _onDeadline;
    private IReadOnlyList<EscalationLevel>? _escalateTo;

    public void Take(CompiledPolicyRule rule)
    {
        _groups ??= rule.ReviewerGroups.Count > 0 ? rule.ReviewerGroups : null;
        _quorum ??= rule.Rule.Quorum;
        _then ??= rule.Then.Count > 0 ? rule.Then : null;
        _rejections ??= rule.Rule.Rejections;
        _deadline ??= rule.Rule.Deadline;
        _onDeadline ??= rule.Rule.OnDeadline;
        _escalateTo ??= rule.EscalateTo.Count > 0 ? rule.EscalateTo : null;
    }

    public readonly PolicyDecision Waiting(PolicyDecision decision) => decision with
    {
        ReviewerGroups = _groups ?? [],
        Quorum = _quorum ?? 1,
        Then = _then ?? [],
        Rejections = _rejections ?? options.Rejections,
        Deadline = _deadline ?? options.Deadline,
        OnDeadline = _onDeadline ?? options.OnDeadline,
        EscalateTo = _escalateTo ?? [.. options.EscalateTo],
        SeparateEscalation = options.SeparateEscalation,
    };
}
