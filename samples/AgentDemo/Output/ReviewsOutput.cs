namespace AgentDemo.Output;

/// <summary>The reviews that wait for a person.</summary>
internal sealed record ReviewsOutput(IReadOnlyList<ReviewOutput> Reviews);
