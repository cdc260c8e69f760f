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

    public static string Text(ReviewKind kind) => kind == ReviewKind.Outcome ? "outcome" : "call";

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
