namespace Hitl.SemanticKernel;

/// <summary>What a person decided.</summary>
public enum DecisionKind
{
    /// <summary>The call runs as proposed.</summary>
    Approve,

    /// <summary>The call does not run; the model is told the reason.</summary>
    Reject,

    /// <summary>The call runs with other arguments; the model is told which.</summary>
    Edit,

    /// <summary>The call does not run; the person's text is its result.</summary>
    Respond,
}
