namespace Hitl.SemanticKernel;

/// <summary>What somebody did: stopped something, or lifted a stop.</summary>
public sealed record StopLogEntry
{
    /// <summary>What it is about.</summary>
    public required StopTarget Target { get; init; }

    /// <summary>Whether a stop was lifted; otherwise it was made.</summary>
    public required bool IsLift { get; init; }

    /// <summary>Who did it.</summary>
    public required Reviewer By { get; init; }

    /// <summary>Why; <see langword="null"/> when a stop was lifted without a reason.</summary>
    public string? Reason { get; init; }

    /// <summary>When, by the server's clock.</summary>
    public required DateTimeOffset At { get; init; }
}
