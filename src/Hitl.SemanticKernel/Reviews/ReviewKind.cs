namespace Hitl.SemanticKernel;

/// <summary>What a review asks.</summary>
public enum ReviewKind
{
    /// <summary>May this call run?</summary>
    Call,

    /// <summary>
    /// This call was running when its process died or its turn was cancelled: did it take effect? To approve runs it again; to respond gives the result
    /// that it had; to reject tells the model that it is not known to have run and will not be repeated.
    /// </summary>
    Outcome,
}
