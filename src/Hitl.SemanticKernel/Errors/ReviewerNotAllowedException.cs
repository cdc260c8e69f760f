using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>The policy does not let this person decide; nothing was changed.</summary>
public sealed class ReviewerNotAllowedException : HitlException
{
    internal ReviewerNotAllowedException(string reviewId, string reviewerId, IReadOnlyList<string> groups)
        : base($"'{reviewerId}' may not decide about review '{reviewId}': the policy asks for a member of {string.Join(" or ", groups.Select(g => $"'{g}'"))}.")
    {
        ReviewId = reviewId;
        ReviewerId = reviewerId;
        Groups = groups;
    }

    /// <summary>The review.</summary>
    public string ReviewId { get; }

    /// <summary>The person who tried.</summary>
    public string ReviewerId { get; }

    /// <summary>The groups whose members may decide.</summary>
    public IReadOnlyList<string> Groups { get; }
}
