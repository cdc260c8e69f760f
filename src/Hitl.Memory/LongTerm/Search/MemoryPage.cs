namespace Hitl.Memory;

/// <summary>A page of search results.</summary>
/// <param name="Results">The results, the best first.</param>
/// <param name="NextOffset">The offset of the next page; <see langword="null"/> when there is none.</param>
/// <param name="Total">How many memories match, if that was asked for.</param>
/// <param name="IsRelaxed">Whether conditions were left out because nothing met all of them.</param>
public sealed record MemoryPage(IReadOnlyList<MemorySearchResult> Results, int? NextOffset, long? Total, bool IsRelaxed);
