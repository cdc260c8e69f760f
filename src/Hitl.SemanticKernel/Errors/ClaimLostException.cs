using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>The claim has ended, or was given back: the review is in the queue again, or somebody else has it. Nothing was changed.</summary>
public sealed class ClaimLostException : HitlException
{
    internal ClaimLostException(string reviewId)
        : base($"Your claim of review '{reviewId}' has ended. Claim it again.") =>
        ReviewId = reviewId;

    /// <summary>The review.</summary>
    public string ReviewId { get; }
}
