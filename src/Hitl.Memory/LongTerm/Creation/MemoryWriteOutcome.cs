namespace Hitl.Memory;

/// <summary>What was done with a memory that was to be stored.</summary>
public enum MemoryWriteOutcome
{
    /// <summary>It is new.</summary>
    Created,

    /// <summary>A memory had its id and was overwritten.</summary>
    Overwritten,

    /// <summary>A memory says the same already. That one counts.</summary>
    Duplicate,

    /// <summary>One memory was made of it and of older ones, which it supersedes.</summary>
    Merged,

    /// <summary>It contradicts older ones, which it supersedes.</summary>
    Contradicted,
}
