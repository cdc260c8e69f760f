namespace Hitl.SemanticKernel;

/// <summary>An event that a group could not handle, set aside.</summary>
public sealed record DeadLetter
{
    /// <summary>The group.</summary>
    public required string Group { get; init; }

    /// <summary>The letter's id in its group.</summary>
    public required string Id { get; init; }

    /// <summary>The event's thread; <see langword="null"/> for what concerns no single thread, or when the event could not be read.</summary>
    public string? ThreadId { get; init; }

    /// <summary>The event's number in its chain.</summary>
    public required long Number { get; init; }

    /// <summary>What happened; <see langword="null"/> when the event could not be read.</summary>
    public string? Kind { get; init; }

    /// <summary>When the event was recorded, by the server's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Why the last attempt failed.</summary>
    public required string Error { get; init; }

    /// <summary>How often it was tried.</summary>
    public required int Attempts { get; init; }
}
