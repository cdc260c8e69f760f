namespace AgentDemo.Output;

/// <summary>One review.</summary>
internal sealed record OneReviewOutput(ReviewDetailOutput Review);
