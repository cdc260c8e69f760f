using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>Checks at start which answers are held.</summary>
internal sealed class OutputOptionsValidator : IValidateOptions<HitlOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, HitlOptions options)
    {
        var problems = Problems(options.Output).Select(problem => $"{OutputOptions.SectionName}:{problem}").ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(OutputOptions options)
    {
        if (options.ReviewFrom is not (> 0 and <= 1))
        {
            yield return FormattableString.Invariant($"ReviewFrom is {options.ReviewFrom}: set a number above 0, at most 1.");
        }

        for (var i = 0; i < options.PromisePatterns.Count; i++)
        {
            if (PatternProblem(options.PromisePatterns[i]) is { } problem)
            {
                yield return $"PromisePatterns:{i} is no regular expression: correct '{options.PromisePatterns[i]}' ({problem}).";
            }
        }

        for (var i = 0; i < options.ReviewerGroups.Count; i++)
        {
            if (options.ReviewerGroups[i] is not { Length: >= 1 and <= 256 })
            {
                yield return $"ReviewerGroups:{i} is '{options.ReviewerGroups[i]}': set 1 to 256 characters.";
            }
        }
    }

    private static string? PatternProblem(string? pattern)
    {
        if (string.IsNullOrWhiteSpace(pattern))
        {
            return "it is empty";
        }

        try
        {
            _ = CallCondition.Compile(pattern);
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }
}
