namespace Hitl.Memory;

/// <summary>What became of a memory that was to be stored.</summary>
/// <param name="Memory">The memory that now says what was to be remembered: the new one, the one that it was merged into, or the one that was there.</param>
/// <param name="Outcome">What was done.</param>
/// <param name="Superseded">The ids of the memories that are no longer valid because of it.</param>
public sealed record MemoryWrite(MemoryRecord Memory, MemoryWriteOutcome Outcome, IReadOnlyList<string> Superseded);
