using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>The review has been decided before, by a person or by its deadline; the first decision stands and nothing was changed.</summary>
public sealed class AlreadyDecidedException : HitlException
{
    internal AlreadyDecidedException(string reviewId, ReviewState state, string decidedBy)
        : base(state == ReviewState.Expired
            ? $"Review '{reviewId}' has expired: nobody decided in time."
            : $"Review '{reviewId}' was already {(state == ReviewState.Responded ? "answered" : state.ToString().ToLowerInvariant())} by '{decidedBy}'. That decision stands.")
    {
        ReviewId = reviewId;
        State = state;
        DecidedBy = decidedBy;
    }

    /// <summary>The review.</summary>
    public string ReviewId { get; }

    /// <summary>What was decided.</summary>
    public ReviewState State { get; }

    /// <summary>The id of the reviewer who decided; <c>deadline</c> when nobody did in time.</summary>
    public string DecidedBy { get; }
}
