namespace Hitl.Memory;

/// <summary>What was forgotten.</summary>
/// <param name="Ids">The ids of the memories that were forgotten, or would have been. Memories that they had superseded went with them and are not listed.</param>
/// <param name="IsDryRun">Whether nothing was changed.</param>
public sealed record ForgettingReport(IReadOnlyList<string> Ids, bool IsDryRun);
