using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>The review has been decided before; the first decision stands and nothing was changed.</summary>
public sealed class AlreadyDecidedException : HitlException
{
    internal AlreadyDecidedException(string reviewId, ReviewState state, string decidedBy)
        : base($"Review '{reviewId}' was already {state switch { ReviewState.Responded => "answered", _ => state.ToString().ToLowerInvariant() }} by '{decidedBy}'. That decision stands.")
    {
        ReviewId = reviewId;
        State = state;
        DecidedBy = decidedBy;
    }

    /// <summary>The review.</summary>
    public string ReviewId { get; }

    /// <summary>What was decided.</summary>
    public ReviewState State { get; }

    /// <summary>The id of the reviewer who decided.</summary>
    public string DecidedBy { get; }
}
