namespace Hitl.SemanticKernel;

/// <summary>The states of reviews as they are stored.</summary>
internal static class ReviewStates
{
    public static string Text(ReviewState state) => state switch
    {
        ReviewState.Pending => "pending",
        ReviewState.Approved => "approved",
        ReviewState.Rejected => "rejected",
        ReviewState.Edited => "edited",
        ReviewState.Expired => "expired",
        _ => "responded",
    };

    public static string Text(ReviewKind kind) => kind switch
    {
        ReviewKind.Outcome => "outcome",
        ReviewKind.Result => "result",
        ReviewKind.Output => "output",
        ReviewKind.Question => "question",
        _ => "call",
    };

    public static ReviewKind ParseKind(string text) => text switch
    {
        "outcome" => ReviewKind.Outcome,
        "result" => ReviewKind.Result,
        "output" => ReviewKind.Output,
        "question" => ReviewKind.Question,
        _ => ReviewKind.Call,
    };

    /// <summary>What the review of a call asks that waits for a person.</summary>
    public static ReviewKind KindOf(CallEntry call) => call.State switch
    {
        CallState.OutcomeUnknown => ReviewKind.Outcome,
        CallState.Held when call.Data.Origin == CallOrigin.Output => ReviewKind.Output,
        CallState.Held => ReviewKind.Result,
        _ when call.Data.Question is not null => ReviewKind.Question,
        _ => ReviewKind.Call,
    };

    public static ReviewState Parse(string text) => text switch
    {
        "pending" => ReviewState.Pending,
        "approved" => ReviewState.Approved,
        "rejected" => ReviewState.Rejected,
        "edited" => ReviewState.Edited,
        "expired" => ReviewState.Expired,
        _ => ReviewState.Responded,
    };
}
