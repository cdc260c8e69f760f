using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>Somebody else has claimed the review; nothing was changed.</summary>
public sealed class ReviewClaimedException : HitlException
{
    internal ReviewClaimedException(string reviewId, string claimedBy, DateTimeOffset until)
        : base(FormattableString.Invariant($"Review '{reviewId}' is claimed by '{HiddenText.Shown(claimedBy)}' until {until:u}. Take another one, or wait."))
    {
        ReviewId = reviewId;
        ClaimedBy = claimedBy;
        Until = until;
    }

    /// <summary>The review.</summary>
    public string ReviewId { get; }

    /// <summary>The id of the person who has it.</summary>
    public string ClaimedBy { get; }

    /// <summary>Until when, by the server's clock.</summary>
    public DateTimeOffset Until { get; }
}
