using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>The decision was made for another tool or other arguments than those on record; nothing was changed. Read the review again.</summary>
public sealed class StaleDecisionException : HitlException
{
    internal StaleDecisionException(string reviewId)
        : base($"The decision about review '{reviewId}' is for other arguments than those on record (the digests differ). Read the review again and decide anew.") => ReviewId = reviewId;

    /// <summary>The review.</summary>
    public string ReviewId { get; }
}
