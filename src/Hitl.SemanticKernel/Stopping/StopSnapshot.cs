namespace Hitl.SemanticKernel;

/// <summary>The stops as the store had them.</summary>
/// <param name="Version">What the store calls this state; it changes with each stop.</param>
/// <param name="Stops">The stops.</param>
/// <param name="AlwaysTools">The tools that have approvals for further calls.</param>
/// <param name="AskedAt">When the store was asked, on the clock that only goes forward.</param>
/// <param name="AskedOn">The same by the time of day, which also counts while the machine sleeps.</param>
internal sealed record StopSnapshot(string? Version, StopSet Stops, IReadOnlySet<string> AlwaysTools, long AskedAt, DateTimeOffset AskedOn);
