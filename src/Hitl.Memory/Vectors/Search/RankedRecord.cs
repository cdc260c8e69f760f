namespace Hitl.Memory;

/// <summary>A record and how close it is.</summary>
internal readonly record struct RankedRecord(StoredRecord Record, double Score);
