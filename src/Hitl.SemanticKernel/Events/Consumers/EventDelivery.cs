namespace Hitl.SemanticKernel;

/// <summary>One event as it is handed to a consumer.</summary>
public sealed class EventDelivery
{
    /// <summary>Creates a delivery, as tests of handlers need it.</summary>
    /// <param name="told">The event.</param>
    /// <param name="isRedelivery">Whether it may have been delivered before.</param>
    /// <param name="isReplay">Whether it is a dead letter that somebody replays.</param>
    public EventDelivery(OversightEvent told, bool isRedelivery = false, bool isReplay = false)
    {
        ArgumentNullException.ThrowIfNull(told);
        (Event, IsRedelivery, IsReplay) = (told, isRedelivery, isReplay);
    }

    /// <summary>The event. <see cref="OversightEvent.Hash"/> is the same at each delivery, so a consumer can tell by it what it has seen.</summary>
    public OversightEvent Event { get; }

    /// <summary>Whether the group may have been given the event before: by a process that died or lost the partition, or by an attempt that failed.</summary>
    public bool IsRedelivery { get; internal set; }

    /// <summary>Whether it is a dead letter that somebody replays. It comes out of order.</summary>
    public bool IsReplay { get; }

    /// <summary>Which attempt of this process it is, from 1.</summary>
    public int Attempt { get; internal set; }

    /// <summary>How many of the things that the event calls for are done, so that a further attempt does not do them again.</summary>
    internal int Done { get; set; }
}
