using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>What became of one review of several that were decided together.</summary>
/// <param name="ReviewId">The review.</param>
/// <param name="Review">The review as decided; <see langword="null"/> when it was not.</param>
/// <param name="Error">Why it was not decided; <see langword="null"/> when it was.</param>
public sealed record BulkDecision(string ReviewId, Review? Review, HitlException? Error);
