namespace Hitl.SemanticKernel;

/// <summary>How a turn ended.</summary>
public enum AgentTurnStatus
{
    /// <summary>The agent answered, or the functions that the app invoked directly are done.</summary>
    Completed,

    /// <summary>The agent answered, and a reviewer withheld the answer.</summary>
    Withheld,

    /// <summary>
    /// Calls, results or the answer wait for people. Resume the thread after their decisions. Or, with no reviews, calls wait for the caller of a chat client, who has their tools.
    /// </summary>
    AwaitingReview,

    /// <summary>The turn ended without an answer, for example because another filter ended it.</summary>
    Stopped,
}
