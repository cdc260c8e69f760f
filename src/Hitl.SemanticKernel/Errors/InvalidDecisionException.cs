using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>The decision cannot be made as it is: arguments that do not fit, a missing reason, a text that is too long. Nothing was changed.</summary>
public sealed class InvalidDecisionException : HitlException
{
    internal InvalidDecisionException(string reviewId, IReadOnlyList<string> errors)
        : base($"Review '{reviewId}' cannot be decided like this: {string.Join("; ", errors.Select(e => e.TrimEnd('.')))}.")
    {
        ReviewId = reviewId;
        Errors = errors;
    }

    /// <summary>The review.</summary>
    public string ReviewId { get; }

    /// <summary>What is wrong, one entry for each problem.</summary>
    public IReadOnlyList<string> Errors { get; }
}
