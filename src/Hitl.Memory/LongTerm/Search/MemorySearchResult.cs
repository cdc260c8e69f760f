namespace Hitl.Memory;

/// <summary>A memory that a search found.</summary>
/// <param name="Memory">The memory, as it was before this search.</param>
/// <param name="Score">How well it fits; more is better. 0 when memories are listed.</param>
/// <param name="Distance">The cosine distance, 0 to 2; <see langword="null"/> where vectors were not compared.</param>
/// <param name="Explanation">How the score came about, if that was asked for.</param>
public sealed record MemorySearchResult(MemoryRecord Memory, double Score, double? Distance, MemoryExplanation? Explanation);
