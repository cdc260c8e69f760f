namespace Hitl.SemanticKernel;

/// <summary>Where a review stands.</summary>
public enum ReviewState
{
    /// <summary>Waits for a decision.</summary>
    Pending,

    /// <summary>The call runs as proposed.</summary>
    Approved,

    /// <summary>The call does not run.</summary>
    Rejected,

    /// <summary>The call runs with other arguments.</summary>
    Edited,

    /// <summary>The call does not run; a person gave the result.</summary>
    Responded,

    /// <summary>The call does not run: nobody decided in time.</summary>
    Expired,
}
