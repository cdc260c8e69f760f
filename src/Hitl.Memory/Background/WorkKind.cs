namespace Hitl.Memory;

/// <summary>The kinds of background work, by what their names in the queue begin with.</summary>
internal static class WorkKind
{
    /// <summary>Extract memories from the new messages of a thread.</summary>
    public const string Extract = "x:";

    /// <summary>Summarise a thread.</summary>
    public const string Summarize = "s:";

    /// <summary>Store what is in the outbox of a thread.</summary>
    public const string Promote = "p:";

    /// <summary>Compact the long-term memories of a scope.</summary>
    public const string Compact = "c:";
}
