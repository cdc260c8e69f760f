namespace Hitl.Memory;

/// <summary>What kind of thing is remembered. Memories of different types are never merged.</summary>
public enum MemoryType
{
    /// <summary>A fact or a preference that holds in general.</summary>
    Semantic,

    /// <summary>Something that happened, at a time.</summary>
    Episodic,

    /// <summary>A message as it was said.</summary>
    Message,
}
