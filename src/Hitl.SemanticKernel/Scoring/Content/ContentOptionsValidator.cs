using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>Checks how content is judged, at start.</summary>
internal sealed class ContentOptionsValidator : IValidateOptions<HitlOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, HitlOptions options)
    {
        var problems = Problems(options.Content).Select(problem => $"{ContentOptions.SectionName}:{problem}").ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(ContentOptions options)
    {
        if (options.MaxCharacters is < 1_024 or > 16_777_216)
        {
            yield return $"MaxCharacters is {options.MaxCharacters}: set 1024 to 16777216.";
        }
    }
}
