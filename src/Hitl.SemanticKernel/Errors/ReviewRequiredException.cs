using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>
/// A function that was invoked directly must be reviewed by a person first. The call is on record: after the decision,
/// <see cref="CheckpointedThread.ResumeAsync"/> runs it and returns its result, in any process.
/// </summary>
/// <remarks>Do not catch this exception inside a function that a model called: it is how the outer call learns that it has to wait.</remarks>
public sealed class ReviewRequiredException : HitlException
{
    internal ReviewRequiredException(string threadId, string reviewId, string tool)
        : base($"'{tool}' waits for review {reviewId}. Decide it, then resume thread '{threadId}'.")
    {
        ThreadId = threadId;
        ReviewId = reviewId;
        Tool = tool;
    }

    /// <summary>The thread to resume.</summary>
    public string ThreadId { get; }

    /// <summary>The review to decide.</summary>
    public string ReviewId { get; }

    /// <summary>The tool that waits.</summary>
    public string Tool { get; }
}
