using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>Checks the policy, at start and when it is reloaded.</summary>
internal sealed class PolicyOptionsValidator(IEnumerable<IConfiguration> configurations) : IValidateOptions<HitlOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, HitlOptions options)
    {
        var problems = Problems(options.Policy).Select(Placed).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    /// <summary>What is wrong with a policy: each problem begins with the name of what is wrong.</summary>
    public static IEnumerable<string> Problems(PolicyOptions policy)
    {
        if (policy.Name is not { Length: > 0 and <= 64 })
        {
            yield return "Name must have 1 to 64 characters: set a name such as 2026-11.";
        }

        if (!Enum.IsDefined(policy.Mode))
        {
            yield return $"Mode is {(int)policy.Mode}: set Enforce or Shadow.";
        }

        if (policy.ReviewFrom is not (>= 0 and <= 1))
        {
            yield return FormattableString.Invariant($"ReviewFrom is {policy.ReviewFrom}: set a number from 0 to 1.");
        }
        else if (policy.MonitorFrom is not >= 0 || policy.MonitorFrom > policy.ReviewFrom)
        {
            yield return FormattableString.Invariant($"MonitorFrom is {policy.MonitorFrom}: set a number from 0 to ReviewFrom, which is {policy.ReviewFrom}.");
        }

        if (policy.TrustBelow is not (>= 0 and <= 1))
        {
            yield return FormattableString.Invariant($"TrustBelow is {policy.TrustBelow}: set a number from 0 to 1.");
        }

        foreach (var problem in Deadline(policy.Deadline, policy.OnDeadline).Concat(ReviewTermsProblems.Of(policy)))
        {
            yield return problem;
        }

        for (var i = 0; i < policy.Rules.Count; i++)
        {
            foreach (var problem in policy.Rules[i] is { } rule ? Problems(rule) : ["is null: remove it."])
            {
                yield return FormattableString.Invariant($"Rules:{i}{(char.IsUpper(problem[0]) ? ":" : " ")}{problem}");
            }
        }
    }

    private string Placed(string problem)
    {
        var end = problem.IndexOfAny([' ', '\n']);
        var path = $"{PolicyOptions.SectionName}:{problem[..end].TrimEnd(':')}";
        return ConfigurationLines.Locate(configurations.LastOrDefault(), path) + problem[end..];
    }

    private static IEnumerable<string> Problems(PolicyRule rule)
    {
        if (rule.Verdict is null && !ReviewTermsProblems.HasTerms(rule))
        {
            yield return "says nothing about the calls it is about: set Verdict, ReviewerGroups, Quorum, Then, Rejections, Deadline, OnDeadline or EscalateTo.";
        }

        if (rule.Verdict is { } verdict && !Enum.IsDefined(verdict))
        {
            yield return $"Verdict is {(int)verdict}: set Proceed, Monitor, Review or Deny.";
        }

        if (rule.RiskFrom is not (null or (>= 0 and <= 1)))
        {
            yield return FormattableString.Invariant($"RiskFrom is {rule.RiskFrom}: set a number from 0 to 1.");
        }

        if (rule.TrustBelow is not (null or (>= 0 and <= 1)))
        {
            yield return FormattableString.Invariant($"TrustBelow is {rule.TrustBelow}: set a number from 0 to 1.");
        }

        if (rule.User is { Length: 0 })
        {
            yield return "User is empty: remove it, or write \"*\" for any.";
        }

        foreach (var problem in ReviewTermsProblems.Of(rule).Concat(CallRuleProblems.Of(rule)).Concat(Deadline(rule.Deadline, rule.OnDeadline)).Concat(Bounds(rule)))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> Bounds(PolicyRule rule)
    {
        if (rule.Bounds.Count > 0 && rule.Verdict is not (Verdict.Proceed or Verdict.Monitor))
        {
            yield return "Bounds limit what runs without a person: set Verdict to Proceed or Monitor, or remove them.";
        }

        for (var i = 0; i < rule.Bounds.Count; i++)
        {
            var bound = rule.Bounds[i];
            if (bound is null || (bound.Calls is null && bound.Amount is null))
            {
                yield return $"Bounds:{i} bounds nothing: set Calls or Amount.";
            }
            else if (bound.Calls < 1 || bound.Amount <= 0)
            {
                yield return $"Bounds:{i} has a limit that is not above 0: to let nothing run, use a rule with Verdict Review.";
            }
            else if (bound.Amount > BoundAmounts.Most)
            {
                yield return FormattableString.Invariant($"Bounds:{i}:Amount is {bound.Amount}: set at most {BoundAmounts.Most}.");
            }
            else if (bound.Amount is not null && string.IsNullOrWhiteSpace(bound.Argument))
            {
                yield return $"Bounds:{i}:Argument is empty: name the argument that holds the amount.";
            }
            else if (!Enum.IsDefined(bound.Per))
            {
                yield return $"Bounds:{i}:Per is {(int)bound.Per}: set Thread, User or Everyone.";
            }
            else if (!IsSpan(bound.Window))
            {
                yield return $"Bounds:{i}:Window is {bound.Window}: set 1 second to 366 days.";
            }
        }
    }

    private static IEnumerable<string> Deadline(TimeSpan? deadline, DeadlineAction? action)
    {
        if (deadline is { } span && !IsSpan(span))
        {
            yield return $"Deadline is {span}: set 1 second to 366 days.";
        }

        if (action is { } does && !Enum.IsDefined(does))
        {
            yield return $"OnDeadline is {(int)does}: set Reject, Approve, Wait or Escalate.";
        }
    }

    internal static bool IsSpan(TimeSpan span) => span >= Shortest && span <= Longest;
}
