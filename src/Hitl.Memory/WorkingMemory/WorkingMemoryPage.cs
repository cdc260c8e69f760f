namespace Hitl.Memory;

/// <summary>A page of the threads that have a working memory.</summary>
/// <param name="ThreadIds">Their ids, the one that was last changed first.</param>
/// <param name="NextOffset">The offset of the next page; <see langword="null"/> when there is none.</param>
/// <param name="Total">How many there are.</param>
public sealed record WorkingMemoryPage(IReadOnlyList<string> ThreadIds, int? NextOffset, long Total);
