namespace Hitl.SemanticKernel;

/// <summary>A part of the queue.</summary>
/// <param name="Reviews">The reviews, the most urgent first. Where filters leave few of many, there may be fewer than were asked for, and more behind them.</param>
/// <param name="Next">Where the next page begins; <see langword="null"/> when this is the last one.</param>
public sealed record ReviewPage(IReadOnlyList<Review> Reviews, string? Next);
