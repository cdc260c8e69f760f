namespace Hitl.SemanticKernel;

/// <summary>What is wrong with the conditions of a rule.</summary>
internal static class CallRuleProblems
{
    public static IEnumerable<string> Of(CallRule rule)
    {
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
            _ = CallCondition.Compile(pattern!);
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }
}
