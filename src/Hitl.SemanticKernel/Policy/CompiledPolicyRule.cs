namespace Hitl.SemanticKernel;

/// <summary>A rule of the policy, ready to be applied.</summary>
internal sealed class CompiledPolicyRule
{
    private readonly CallCondition _condition;
    private readonly NamePattern? _user;

    /// <summary>Compiles a rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="index">Its position in the options, which names it.</param>
    /// <exception cref="ArgumentException">A pattern is no regular expression.</exception>
    public CompiledPolicyRule(PolicyRule rule, int index)
    {
        Rule = rule;
        Name = $"Rule {PolicyOptions.SectionName}:Rules:{index}";
        ReviewerGroups = [.. rule.ReviewerGroups];
        Then = [.. rule.Then];
        EscalateTo = [.. rule.EscalateTo];
        Bounds = [.. rule.Bounds];
        BoundIds = [.. rule.Bounds.Select((bound, i) => PolicyJson.BoundId(rule, bound, i))];
        _condition = new CallCondition(rule);
        _user = rule.User is null ? null : new NamePattern(rule.User, StringComparison.Ordinal);
    }

    public PolicyRule Rule { get; }

    public string Name { get; }

    public IReadOnlyList<string> ReviewerGroups { get; }

    public IReadOnlyList<ReviewStep> Then { get; }

    public IReadOnlyList<EscalationLevel> EscalateTo { get; }

    public IReadOnlyList<PolicyBound> Bounds { get; }

    public IReadOnlyList<string> BoundIds { get; }

    /// <summary>Whether the rule is about a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="risk">Its risk.</param>
    /// <param name="trust">Its trust.</param>
    /// <param name="failure">How a condition failed, in which case the rule fits; <see langword="null"/> when none did.</param>
    public bool Fits(ToolCall call, RiskAssessment risk, TrustAssessment trust, out string? failure)
    {
        failure = null;
        return (_user is null || (call.UserId is { } user && _user.IsMatch(user)))
            && (Rule.Flags == RiskFlags.None || (Rule.Flags & risk.Flags) != RiskFlags.None)
            && (Rule.RiskFrom is not { } from || risk.Score >= from)
            && (Rule.TrustBelow is not { } below || trust.Score < below)
            && _condition.Fits(call, out failure);
    }

    /// <summary>What the rule says of the call, in words.</summary>
    public string Explain(string tool, Verdict verdict)
    {
        var does = verdict switch
        {
            Verdict.Proceed => $"lets {tool} proceed",
            Verdict.Monitor => $"lets {tool} run while people watch",
            Verdict.Review => $"makes {tool} wait for a person",
            Verdict.Deny => $"denies {tool}",
            _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "There is no such verdict."),
        };
        return $"{Name} {does}{(Rule.Reason is { } reason ? $": {reason.TrimEnd('.')}" : "")}.";
    }
}
