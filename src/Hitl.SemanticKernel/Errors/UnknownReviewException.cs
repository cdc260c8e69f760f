using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>There is no review with this id.</summary>
public sealed class UnknownReviewException : HitlException
{
    internal UnknownReviewException(string reviewId)
        : base($"There is no review '{reviewId}'. Check the id, the key prefix and the server.") => ReviewId = reviewId;

    /// <summary>The id that was asked for.</summary>
    public string ReviewId { get; }
}
