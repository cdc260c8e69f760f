using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>Checks the options of the trust signals at start.</summary>
internal sealed class TrustOptionsValidator : IValidateOptions<HitlOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, HitlOptions options)
    {
        var problems = Problems(options.Trust).Select(problem => FormattableString.Invariant(problem)).Select(problem => $"{TrustOptions.SectionName}:{problem}").ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<FormattableString> Problems(TrustOptions options)
    {
        (string Name, double Weight)[] weights =
        [
            (nameof(options.GroundingWeight), options.GroundingWeight),
            (nameof(options.TrackRecordWeight), options.TrackRecordWeight),
            (nameof(options.ModelConfidenceWeight), options.ModelConfidenceWeight),
            (nameof(options.ChainHealthWeight), options.ChainHealthWeight),
            ($"{nameof(options.SelfConsistency)}:{nameof(options.SelfConsistency.Weight)}", options.SelfConsistency.Weight),
        ];
        foreach (var (name, weight) in weights)
        {
            if (weight is not (>= 0 and <= TrustOptions.MaxWeight))
            {
                yield return $"{name} is {weight}: set 0 to {TrustOptions.MaxWeight}.";
            }
        }

        if (options.ChainHealthResults is < 1 or > 100)
        {
            yield return $"{nameof(options.ChainHealthResults)} is {options.ChainHealthResults}: set 1 to 100.";
        }

        foreach (var problem in Problems(options.SelfConsistency))
        {
            yield return problem;
        }
    }

    private static IEnumerable<FormattableString> Problems(SelfConsistencyOptions options)
    {
        const string At = nameof(TrustOptions.SelfConsistency);
        if (options.Samples is < 1 or > 10)
        {
            yield return $"{At}:{nameof(options.Samples)} is {options.Samples}: set 1 to 10.";
        }

        if (options.Temperature is not (null or (>= 0 and <= 2)))
        {
            yield return $"{At}:{nameof(options.Temperature)} is {options.Temperature}: set a number from 0 to 2.";
        }

        if (options.ServiceId is { } key && string.IsNullOrWhiteSpace(key))
        {
            yield return $"{At}:{nameof(options.ServiceId)} is empty: set the key of a service, or leave it out.";
        }

        if (options.Timeout < TimeSpan.FromMilliseconds(100) || options.Timeout > TimeSpan.FromMinutes(2))
        {
            yield return $"{At}:{nameof(options.Timeout)} is {options.Timeout}: set 100 milliseconds to 2 minutes.";
        }
    }
}
