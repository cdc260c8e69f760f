namespace Hitl.SemanticKernel;

/// <summary>What calls wait for.</summary>
internal static class PendingReviews
{
    /// <summary>The reviews that calls wait for, and those of the threads that they ask.</summary>
    /// <param name="threadId">The thread of the calls.</param>
    /// <param name="calls">The calls, nested ones too.</param>
    public static IEnumerable<Review> Of(string threadId, IEnumerable<CallEntry> calls) =>
        calls.SelectMany(c => c.State.AwaitsPerson() ? [Review.From(threadId, c)] : c.State == CallState.Waiting ? c.Elsewhere : []);
}
