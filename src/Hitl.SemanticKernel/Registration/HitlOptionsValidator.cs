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

        if (options.CachedThreads is < 0 or > 100_000)
        {
            problems.Add($"{HitlOptions.SectionName}:CachedThreads is {options.CachedThreads}: set 0 to 100000.");
        }

        if (!Enum.IsDefined(options.Durability))
        {
            problems.Add($"{HitlOptions.SectionName}:Durability is {(int)options.Durability}: set EveryStep or OnPause.");
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

    private static IEnumerable<string> Problems(OversightRule rule)
    {
        if (rule.Plugin is null && rule.Function is null && rule.Arguments.Count == 0 && rule.When is null)
        {
            yield return "has no condition: set Plugin, Function, Arguments or When; Function \"*\" is a rule about every call.";
        }

        if (rule.Risk is null && rule.Flags == RiskFlags.None && !rule.ReadOnly && !rule.Idempotent && rule.Verdict is null)
        {
            yield return "says nothing about the calls it is about: set Risk, Flags, ReadOnly, Idempotent or Verdict.";
        }

        if (rule.Risk is not (null or (>= 0 and <= 1)))
        {
            yield return FormattableString.Invariant($"has a Risk of {rule.Risk}: set a number from 0 to 1.");
        }

        if (rule.ReadOnly && rule.Flags != RiskFlags.None)
        {
            yield return $"is ReadOnly and has the Flags {rule.Flags}: a call that only reads has none, so remove one of the two.";
        }

        if (rule.Verdict is { } verdict && !Enum.IsDefined(verdict))
        {
            yield return $"has the Verdict {(int)verdict}: set Proceed, Monitor, Review or Deny.";
        }

        if (string.Equals(rule.Plugin?.Trim(), "", StringComparison.Ordinal) || string.Equals(rule.Function?.Trim(), "", StringComparison.Ordinal))
        {
            yield return "has an empty Plugin or Function: remove it, or write \"*\" for any.";
        }

        foreach (var (argument, pattern) in rule.Arguments)
        {
            if (PatternProblem(pattern) is { } problem)
            {
                yield return $"has no regular expression for the argument {argument}: correct '{pattern}' ({problem}).";
            }
        }
    }

    private static string? PatternProblem(string? pattern)
    {
        try
        {
            _ = CompiledRule.Compile(pattern!);
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }
}
