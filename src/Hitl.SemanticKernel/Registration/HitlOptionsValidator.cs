using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>Checks the options at start.</summary>
internal sealed class HitlOptionsValidator : IValidateOptions<HitlOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, HitlOptions options)
    {
        var problems = new List<string>();
        if (options.LeaseDuration < TimeSpan.FromSeconds(1) || options.LeaseDuration > TimeSpan.FromMinutes(10))
        {
            problems.Add($"{HitlOptions.SectionName}:LeaseDuration is {options.LeaseDuration}: set 1 second to 10 minutes.");
        }

        if (options.ClaimDuration < TimeSpan.FromSeconds(1) || options.ClaimDuration > TimeSpan.FromDays(1))
        {
            problems.Add($"{HitlOptions.SectionName}:ClaimDuration is {options.ClaimDuration}: set 1 second to 1 day.");
        }

        if (options.SweepInterval < TimeSpan.FromMilliseconds(10) || options.SweepInterval > TimeSpan.FromHours(1))
        {
            problems.Add($"{HitlOptions.SectionName}:SweepInterval is {options.SweepInterval}: set 10 milliseconds to 1 hour.");
        }

        if (options.ScoringTimeout < TimeSpan.FromMilliseconds(1) || options.ScoringTimeout > TimeSpan.FromMinutes(1))
        {
            problems.Add($"{HitlOptions.SectionName}:ScoringTimeout is {options.ScoringTimeout}: set 1 millisecond to 1 minute.");
        }

        if (options.CachedThreads is < 0 or > 100_000)
        {
            problems.Add($"{HitlOptions.SectionName}:CachedThreads is {options.CachedThreads}: set 0 to 100000.");
        }

        if (!Enum.IsDefined(options.Durability))
        {
            problems.Add($"{HitlOptions.SectionName}:Durability is {(int)options.Durability}: set EveryStep or OnPause.");
        }

        for (var i = 0; i < options.TrustedHints.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(options.TrustedHints[i]))
            {
                problems.Add($"{HitlOptions.SectionName}:TrustedHints:{i} is empty: set the full name of a tool, such as Github-*.");
            }
        }

        for (var i = 0; i < options.Outputs.Count; i++)
        {
            var at = $"{HitlOptions.SectionName}:Outputs:{i}";
            if (options.Outputs[i] is not { Tool.Length: > 0 } output || string.IsNullOrWhiteSpace(output.Tool))
            {
                problems.Add($"{at} has no Tool: set the full name of a tool, such as Crm-*.");
            }
            else if (!Enum.IsDefined(output.Origin))
            {
                problems.Add($"{at} has the Origin {(int)output.Origin}: set Internal, Shared or Public.");
            }
        }

        for (var i = 0; i < options.Rules.Count; i++)
        {
            var at = $"{HitlOptions.SectionName}:Rules:{i}";
            if (options.Rules[i] is { } rule)
            {
                problems.AddRange(Problems(rule).Select(problem => $"{at} {problem}"));
            }
            else
            {
                problems.Add($"{at} is null: remove it.");
            }
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(RiskRule rule)
    {
        if (rule.Plugin is null && rule.Function is null && rule.Arguments.Count == 0 && rule.When is null)
        {
            yield return "has no condition: set Plugin, Function, Arguments or When; Function \"*\" is a rule about every call.";
        }

        if (rule.Risk is null && rule.Flags == RiskFlags.None && !rule.ReadOnly && !rule.Idempotent)
        {
            yield return "says nothing about the calls it is about: set Risk, Flags, ReadOnly or Idempotent. Verdicts are rules of the policy (Hitl:Policy:Rules).";
        }

        if (rule.Risk is not (null or (>= 0 and <= 1)))
        {
            yield return FormattableString.Invariant($"has a Risk of {rule.Risk}: set a number from 0 to 1.");
        }

        if (rule.ReadOnly && rule.Flags != RiskFlags.None)
        {
            yield return $"is ReadOnly and has the Flags {rule.Flags}: a call that only reads has none, so remove one of the two.";
        }

        foreach (var problem in CallRuleProblems.Of(rule))
        {
            yield return problem;
        }
    }
}
