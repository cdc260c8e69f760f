namespace Hitl.SemanticKernel;

/// <summary>Where a review stands.</summary>
public enum ReviewState
{
    /// <summary>Waits for a decision.</summary>
    Pending,

    /// <summary>The call runs as proposed; what was held goes on as it is.</summary>
    Approved,

    /// <summary>The call does not run; what was held is withheld.</summary>
    Rejected,

    /// <summary>The call runs with other arguments; the answer is given out with another text.</summary>
    Edited,

    /// <summary>A person gave the result, or the answer.</summary>
    Responded,

    /// <summary>The call does not run: nobody decided in time.</summary>
    Expired,
}
