namespace Hitl.SemanticKernel;

/// <summary>What is wrong with the audit log.</summary>
public enum AuditFindingKind
{
    /// <summary>An event is not what was recorded.</summary>
    Changed,

    /// <summary>An event is gone.</summary>
    Missing,

    /// <summary>An event stands at the place of another.</summary>
    Reordered,

    /// <summary>There is an event that was not recorded.</summary>
    Inserted,

    /// <summary>The content of an event is not what was recorded.</summary>
    ContentChanged,

    /// <summary>The content of an event is gone, and nobody erased it.</summary>
    ContentMissing,

    /// <summary>An event is not in the feed, so no consumer has heard of it and nothing finds it by time.</summary>
    NotInFeed,

    /// <summary>A seal is gone, was changed, or is not signed by a key that counts.</summary>
    SealBroken,

    /// <summary>What a seal vouches for is not on record any more: events, or a whole thread, were removed or replaced.</summary>
    SealedMissing,
}
