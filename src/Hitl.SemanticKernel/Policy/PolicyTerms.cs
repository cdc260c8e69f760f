namespace Hitl.SemanticKernel;

/// <summary>Who may decide and until when, each from the first rule that fits and states it.</summary>
internal struct PolicyTerms(PolicyOptions options)
{
    private IReadOnlyList<string>? _groups;
    private TimeSpan? _deadline;
    private DeadlineAction? _onDeadline;

    public void Take(CompiledPolicyRule rule)
    {
        _groups ??= rule.ReviewerGroups.Count > 0 ? rule.ReviewerGroups : null;
        _deadline ??= rule.Rule.Deadline;
        _onDeadline ??= rule.Rule.OnDeadline;
    }

    public readonly PolicyDecision Waiting(PolicyDecision decision) => decision with
    {
        ReviewerGroups = _groups ?? [],
        Deadline = _deadline ?? options.Deadline,
        OnDeadline = _onDeadline ?? options.OnDeadline,
    };
}
