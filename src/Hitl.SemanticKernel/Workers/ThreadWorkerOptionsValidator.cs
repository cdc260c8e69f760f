using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>Checks the options of the worker at start.</summary>
internal sealed class ThreadWorkerOptionsValidator : IValidateOptions<ThreadWorkerOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ThreadWorkerOptions options) =>
        options.Problem is { } problem ? ValidateOptionsResult.Fail($"The thread worker's {problem}") : ValidateOptionsResult.Success;
}
