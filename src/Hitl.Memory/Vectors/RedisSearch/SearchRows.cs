namespace Hitl.Memory;

/// <summary>What a query found.</summary>
/// <param name="Records">The records.</param>
/// <param name="Count">How many it found, with those that were gone when they were read.</param>
internal readonly record struct SearchRows(IReadOnlyList<StoredRecord> Records, int Count);
