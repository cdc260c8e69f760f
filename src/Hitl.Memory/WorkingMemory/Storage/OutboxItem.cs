namespace Hitl.Memory;

/// <summary>A memory on its way to long-term memory.</summary>
/// <param name="Scope">The key of its scope.</param>
/// <param name="Memory">The memory, with an id.</param>
/// <param name="PersistedAt">When it was stored there.</param>
internal sealed record OutboxItem(string Scope, NewMemory Memory, DateTimeOffset? PersistedAt = null);
