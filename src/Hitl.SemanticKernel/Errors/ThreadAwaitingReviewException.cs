using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>The thread has calls that are not complete, so nothing else can begin on it. Decide the reviews and resume the thread first.</summary>
public sealed class ThreadAwaitingReviewException : HitlException
{
    internal ThreadAwaitingReviewException(string threadId, IReadOnlyList<string> reviewIds)
        : base(reviewIds.Count == 0
            ? $"Thread '{threadId}' has calls that are not complete. Resume it first."
            : $"Thread '{threadId}' has calls that are not complete (reviews {string.Join(", ", reviewIds)}). Decide them and resume the thread first.")
    {
        ThreadId = threadId;
        ReviewIds = reviewIds;
    }

    /// <summary>The thread.</summary>
    public string ThreadId { get; }

    /// <summary>The reviews of its calls, decided or not.</summary>
    public IReadOnlyList<string> ReviewIds { get; }
}
