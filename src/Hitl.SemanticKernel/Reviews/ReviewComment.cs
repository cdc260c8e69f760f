namespace Hitl.SemanticKernel;

/// <summary>What a person said about a review. The model does not see it.</summary>
/// <param name="Reviewer">Who.</param>
/// <param name="Text">What. It is not trusted: escape it where it is shown.</param>
/// <param name="At">When, by the server's clock.</param>
public sealed record ReviewComment(Reviewer Reviewer, string Text, DateTimeOffset At);
