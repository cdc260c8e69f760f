namespace Hitl.SemanticKernel;

/// <summary>What is wrong with what a policy says of who decides and until when. Each problem begins with the name of what is wrong.</summary>
internal static class ReviewTermsProblems
{
    private const int MostPeople = 16;
    private const int MostSteps = 8;

    /// <summary>Whether a rule says who decides or until when.</summary>
    public static bool HasTerms(PolicyRule rule) =>
        rule.ReviewerGroups.Count > 0 || rule.Quorum is not null || rule.Then.Count > 0 || rule.Rejections is not null
        || rule.Deadline is not null || rule.OnDeadline is not null || rule.EscalateTo.Count > 0;

    public static IEnumerable<string> Of(PolicyOptions policy)
    {
        if (policy.Rejections is < 1 or > MostPeople)
        {
            yield return People("Rejections", policy.Rejections);
        }

        if (policy is { OnDeadline: DeadlineAction.Escalate, EscalateTo.Count: 0 })
        {
            yield return "OnDeadline is Escalate and EscalateTo names nobody: add a level with ReviewerGroups.";
        }

        foreach (var problem in Escalation(policy.EscalateTo))
        {
            yield return problem;
        }

        for (var i = 0; i < policy.Rules.Count; i++)
        {
            if (policy.Rules[i] is { OnDeadline: DeadlineAction.Escalate, EscalateTo.Count: 0 } && policy.EscalateTo.Count == 0)
            {
                yield return FormattableString.Invariant($"Rules:{i}:OnDeadline is Escalate and EscalateTo names nobody: add a level with ReviewerGroups.");
            }
        }
    }

    public static IEnumerable<string> Of(PolicyRule rule)
    {
        if (rule.Quorum is < 1 or > MostPeople)
        {
            yield return People("Quorum", rule.Quorum.Value);
        }

        if (rule.Rejections is < 1 or > MostPeople)
        {
            yield return People("Rejections", rule.Rejections.Value);
        }

        if (rule.Then.Count > MostSteps)
        {
            yield return FormattableString.Invariant($"Then has {rule.Then.Count} steps: keep at most {MostSteps}.");
        }

        for (var i = 0; i < rule.Then.Count; i++)
        {
            if (rule.Then[i] is not { ReviewerGroups.Count: > 0 } step)
            {
                yield return FormattableString.Invariant($"Then:{i} names no ReviewerGroups: a step after the first has some.");
                continue;
            }

            if (step.Quorum is < 1 or > MostPeople)
            {
                yield return People(FormattableString.Invariant($"Then:{i}:Quorum"), step.Quorum);
            }

            foreach (var problem in Groups(step.ReviewerGroups, FormattableString.Invariant($"Then:{i}:")))
            {
                yield return problem;
            }
        }

        foreach (var problem in Groups(rule.ReviewerGroups, string.Empty).Concat(Escalation(rule.EscalateTo)))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> Escalation(IList<EscalationLevel> levels)
    {
        if (levels.Count > MostSteps)
        {
            yield return FormattableString.Invariant($"EscalateTo has {levels.Count} levels: keep at most {MostSteps}.");
        }

        for (var i = 0; i < levels.Count; i++)
        {
            var at = FormattableString.Invariant($"EscalateTo:{i}");
            if (levels[i] is not { ReviewerGroups.Count: > 0 } level)
            {
                yield return $"{at} names no ReviewerGroups: say who decides.";
                continue;
            }

            if (!PolicyOptionsValidator.IsSpan(level.Deadline))
            {
                yield return $"{at}:Deadline is {level.Deadline}: set 1 second to 366 days.";
            }

            if (level.OnDeadline is { } action && !Enum.IsDefined(action))
            {
                yield return $"{at}:OnDeadline is {(int)action}: set Reject, Approve, Wait or Escalate.";
            }

            if (level.OnDeadline == DeadlineAction.Escalate && i == levels.Count - 1)
            {
                yield return $"{at}:OnDeadline is Escalate and this is the last level: add another one, or set Reject, Approve or Wait.";
            }

            foreach (var problem in Groups(level.ReviewerGroups, at + ":"))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<string> Groups(IList<string> groups, string at)
    {
        for (var i = 0; i < groups.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(groups[i]) || groups[i].Length > 256)
            {
                yield return FormattableString.Invariant($"{at}ReviewerGroups:{i} must have 1 to 256 characters.");
            }
        }
    }

    private static string People(string name, int value) => FormattableString.Invariant($"{name} is {value}: set 1 to {MostPeople}.");
}
