namespace Hitl.SemanticKernel;

/// <summary>A stop that is in force: who stopped what, when and why.</summary>
public sealed record ActiveStop
{
    /// <summary>What is stopped.</summary>
    public required StopTarget Target { get; init; }

    /// <summary>Who stopped it.</summary>
    public required Reviewer By { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>When, by the server's clock.</summary>
    public required DateTimeOffset At { get; init; }
}
