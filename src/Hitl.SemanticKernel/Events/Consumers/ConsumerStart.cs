namespace Hitl.SemanticKernel;

/// <summary>Where a group begins that has never consumed anything.</summary>
public enum ConsumerStart
{
    /// <summary>With the next event: what happened before the group was first started is not delivered.</summary>
    Next,

    /// <summary>With the oldest event on record.</summary>
    Oldest,
}
