namespace Hitl.SemanticKernel;

/// <summary>What a person decided.</summary>
public enum DecisionKind
{
    /// <summary>The call runs as proposed; a result or an answer that was held goes on as it is.</summary>
    Approve,

    /// <summary>The call does not run and the model is told the reason; a result or an answer that was held is withheld.</summary>
    Reject,

    /// <summary>The call runs with other arguments and the model is told which; an answer is given out with another text.</summary>
    Edit,

    /// <summary>The person's text is the result of the call, or the answer.</summary>
    Respond,
}
