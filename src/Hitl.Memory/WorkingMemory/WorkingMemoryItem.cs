namespace Hitl.Memory;

/// <summary>A memory that was put into working memory.</summary>
/// <param name="Memory">The memory. It has an id.</param>
/// <param name="PersistedAt">When it was stored in long-term memory; <see langword="null"/> until then.</param>
public sealed record WorkingMemoryItem(NewMemory Memory, DateTimeOffset? PersistedAt);
