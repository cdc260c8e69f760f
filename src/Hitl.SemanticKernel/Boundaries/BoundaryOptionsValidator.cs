using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>Checks at start what is done about results.</summary>
internal sealed class BoundaryOptionsValidator : IValidateOptions<HitlOptions>
{
    private const BoundaryActions All = BoundaryActions.Note | BoundaryActions.Distrust | BoundaryActions.Hold;
    private const string Names = "use small letters, digits, dots and hyphens, at most 40";

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, HitlOptions options)
    {
        var problems = Problems(options.Boundary).Select(problem => $"{BoundaryOptions.SectionName}:{problem}").ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(BoundaryOptions options)
    {
        if (options.MaxCharacters is < 1_024 or > 16_777_216)
        {
            yield return $"MaxCharacters is {options.MaxCharacters}: set 1024 to 16777216.";
        }

        foreach (var (kind, actions) in options.Actions)
        {
            if (KindProblem(kind.ToLowerInvariant()) is { } problem)
            {
                yield return $"Actions:{kind} {problem}";
            }

            if ((actions & ~All) != 0)
            {
                yield return $"Actions:{kind} is {(int)actions}: set Pass, Note, Distrust, Hold, or several with commas between them.";
            }
        }

        for (var i = 0; i < options.Rules.Count; i++)
        {
            if (options.Rules[i] is not { } rule)
            {
                yield return $"Rules:{i} is null: remove it.";
                continue;
            }

            foreach (var problem in Problems(rule))
            {
                yield return $"Rules:{i} {problem}";
            }
        }
    }

    private static IEnumerable<string> Problems(BoundaryRule rule)
    {
        if (rule.Plugin?.Trim() is "" || rule.Function?.Trim() is "")
        {
            yield return "has an empty Plugin or Function: remove it, or write \"*\" for any.";
        }

        if (rule.Plugin is null && rule.Function is null)
        {
            yield return "names no tools: set Plugin or Function, or set Actions for the results of all tools.";
        }

        if ((rule.Actions & ~All) != 0)
        {
            yield return $"has the Actions {(int)rule.Actions}: set Pass, Note, Distrust, Hold, or several with commas between them.";
        }

        foreach (var kind in rule.Kinds)
        {
            if (KindProblem(kind?.ToLowerInvariant()) is { } problem)
            {
                yield return $"has '{kind}' in Kinds, which {problem}";
            }
        }
    }

    private static string? KindProblem(string? kind) =>
        kind == ResultKinds.Check ? "is about checks that fail, and such results are always held: remove it."
        : ResultKinds.IsName(kind) ? null
        : $"is no name of a kind: {Names}.";
}
