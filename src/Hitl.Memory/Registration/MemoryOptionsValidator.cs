using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Hitl.Memory;

/// <summary>Says what is wrong with the options of memory, each with its place.</summary>
internal sealed class MemoryOptionsValidator : IValidateOptions<MemoryOptions>
{
    public ValidateOptionsResult Validate(string? name, MemoryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> problems =
        [
            .. Problems(nameof(options.Working), options.Working),
            .. Problems(nameof(options.LongTerm), options.LongTerm),
            .. Problems(nameof(options.Extraction), options.Extraction),
            .. Problems(nameof(options.Background), options.Background),
        ];
        if (options.Extraction?.Strategy?.Problem() is { } problem)
        {
            problems.Add($"{MemoryOptions.SectionName}:{nameof(options.Extraction)}:{nameof(options.Extraction.Strategy)}: {problem}.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(string part, object? options)
    {
        if (options is null)
        {
            return [$"{MemoryOptions.SectionName}:{part} is null."];
        }

        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new(options), results, validateAllProperties: true);
        return results.Select(result => $"{MemoryOptions.SectionName}:{part}: {result.ErrorMessage}");
    }
}
