namespace Hitl.SemanticKernel;

/// <summary>What people can be told.</summary>
[Flags]
public enum NotificationKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A review waits for a decision.</summary>
    ReviewOpened = 1,

    /// <summary>The deadline of a review passed and took effect.</summary>
    ReviewExpired = 2,

    /// <summary>A person decided a review.</summary>
    ReviewDecided = 4,

    /// <summary>A person stopped a thread, a user, a tool or everything.</summary>
    Stopped = 8,

    /// <summary>A person lifted a stop.</summary>
    StopLifted = 16,

    /// <summary>A review was passed on to the next group, by its deadline or a person.</summary>
    ReviewEscalated = 32,
}
