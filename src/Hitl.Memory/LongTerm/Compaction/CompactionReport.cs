namespace Hitl.Memory;

/// <summary>What a compaction did.</summary>
/// <param name="Examined">How many memories were compared with those near to them.</param>
/// <param name="Merged">How many memories are no longer valid because another one took their place.</param>
public sealed record CompactionReport(int Examined, int Merged);
