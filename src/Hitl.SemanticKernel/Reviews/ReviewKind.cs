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

    /// <summary>
    /// This call ran: may the model be told its result (<see cref="Review.Result"/>)? To approve tells it as it is; to respond tells the
    /// person's text instead; to reject withholds it. The call does not run again.
    /// </summary>
    Result,

    /// <summary>
    /// May this answer of the model, the argument <c>text</c>, be given out? To approve releases it; to respond, or to edit the text, gives
    /// out the person's text instead; to reject withholds it.
    /// </summary>
    Output,

    /// <summary>
    /// The model asks people something (<see cref="HumanOptions"/>): to respond answers; to reject says that nobody will. There is nothing to approve.
    /// </summary>
    Question,
}
