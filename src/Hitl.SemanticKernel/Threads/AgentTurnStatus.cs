namespace Hitl.SemanticKernel;

/// <summary>How a turn ended.</summary>
public enum AgentTurnStatus
{
    /// <summary>The agent answered.</summary>
    Completed,

    /// <summary>Calls wait for people. Resume the thread after their decisions.</summary>
    AwaitingReview,

    /// <summary>The turn was ended before the agent answered, for example by another filter.</summary>
    Stopped,
}
