namespace Hitl.Memory;

/// <summary>How the score of a search result came about. The last three add up to the score.</summary>
/// <param name="Similarity">1 - cosine distance; <see langword="null"/> where vectors were not compared.</param>
/// <param name="TextScore">How well the words fit, 0 to 1, the best of the search being 1; <see langword="null"/> where words were not compared or are not there. In a search by reciprocal rank, the joined score of both, 0 to 1.</param>
/// <param name="Recency">How recent it is, 0 to 1; <see langword="null"/> where that does not count.</param>
/// <param name="FromSimilarity">What the similarity added.</param>
/// <param name="FromText">What the words added.</param>
/// <param name="FromRecency">What recency added.</param>
public sealed record MemoryExplanation(double? Similarity, double? TextScore, double? Recency, double FromSimilarity, double FromText, double FromRecency);
