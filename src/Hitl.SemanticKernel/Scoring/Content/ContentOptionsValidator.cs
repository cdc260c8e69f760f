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

        for (var i = 0; i < options.AllowedRoots.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(options.AllowedRoots[i]) || !PathText.IsRooted(PathText.Decoded(options.AllowedRoots[i], out _)) || options.AllowedRoots[i][0] is '~' or '$' or '%')
            {
                yield return $"AllowedRoots:{i} is '{options.AllowedRoots[i]}': set a path that begins with a slash or a drive.";
            }
        }

        for (var i = 0; i < options.OrganisationDomains.Count; i++)
        {
            if (options.OrganisationDomains[i] is not { } domain || !Domains.IsDomain(domain))
            {
                yield return $"OrganisationDomains:{i} is '{options.OrganisationDomains[i]}': set a domain such as example.com.";
            }
        }

        foreach (var problem in Limits(options))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> Limits(ContentOptions options)
    {
        for (var i = 0; i < options.AmountLimits.Count; i++)
        {
            var limit = options.AmountLimits[i];
            if (limit is null || string.IsNullOrWhiteSpace(limit.Argument))
            {
                yield return $"AmountLimits:{i}:Argument is empty: name the argument that holds the amount.";
            }
            else if (limit.Limit < 0)
            {
                yield return FormattableString.Invariant($"AmountLimits:{i}:Limit is {limit.Limit}: set 0 or more.");
            }
            else if (limit.Currency is { } currency && (currency.Length != 3 || !currency.All(char.IsAsciiLetter)))
            {
                yield return $"AmountLimits:{i}:Currency is '{currency}': set a code of three letters such as EUR, or nothing for any currency.";
            }
        }

        for (var i = 0; i < options.CountLimits.Count; i++)
        {
            if (options.CountLimits[i] is not { Limit: >= 0 })
            {
                yield return $"CountLimits:{i}:Limit is {options.CountLimits[i]?.Limit}: set 0 or more.";
            }
        }
    }
}
