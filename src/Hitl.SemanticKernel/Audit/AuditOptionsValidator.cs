using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>Finds mistakes in <see cref="AuditOptions"/> when the app starts.</summary>
internal sealed class AuditOptionsValidator : IValidateOptions<HitlOptions>
{
    public ValidateOptionsResult Validate(string? name, HitlOptions options)
    {
        var audit = options.Audit;
        List<string> problems = [];
        if (audit.Retention < TimeSpan.FromDays(1) || audit.Retention > TimeSpan.FromDays(36_500))
        {
            problems.Add($"{HitlOptions.SectionName}:Audit:Retention is {audit.Retention}: set 1 to 36,500 days, or nothing to keep events for ever.");
        }

        if (audit.Interval < TimeSpan.FromSeconds(1) || audit.Interval > TimeSpan.FromDays(7))
        {
            problems.Add($"{HitlOptions.SectionName}:Audit:Interval is {audit.Interval}: set 1 second to 7 days.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
