namespace Hitl.SemanticKernel;

/// <summary>One thing that is wrong with the audit log.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="ThreadId">The thread; <see langword="null"/> for what concerns no single thread.</param>
/// <param name="Number">The number of the event, or of the seal; 0 when it is the whole thread.</param>
/// <param name="Text">What was found, one sentence.</param>
public sealed record AuditFinding(AuditFindingKind Kind, string? ThreadId, long Number, string Text);
