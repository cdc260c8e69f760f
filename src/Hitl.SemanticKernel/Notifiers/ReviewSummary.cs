namespace Hitl.SemanticKernel;

/// <summary>What can be shown of a review outside of the desk: cut to a bearable length, without hidden characters, and with what looks like credentials or personal numbers hidden.</summary>
public sealed record ReviewSummary
{
    /// <summary>The review's id.</summary>
    public required string ReviewId { get; init; }

    /// <summary>What is asked.</summary>
    public required ReviewKind Kind { get; init; }

    /// <summary>Where the review stands.</summary>
    public required ReviewState State { get; init; }

    /// <summary>The thread that waits.</summary>
    public required string ThreadId { get; init; }

    /// <summary>The tool.</summary>
    public required string Tool { get; init; }

    /// <summary>What the tool says it does; <see langword="null"/> when it says nothing.</summary>
    public string? Description { get; init; }

    /// <summary>The arguments, at most 20.</summary>
    public IReadOnlyList<ShownArgument> Arguments { get; init; } = [];

    /// <summary>How many arguments there are beyond those shown.</summary>
    public int OtherArguments { get; init; }

    /// <summary>The risk, 0 to 1.</summary>
    public double Risk { get; init; }

    /// <summary>What makes it risky.</summary>
    public RiskFlags Flags { get; init; }

    /// <summary>Why it is risky, at most 10 reasons.</summary>
    public IReadOnlyList<string> RiskReasons { get; init; } = [];

    /// <summary>The trust, 0 to 1; <see langword="null"/> when no signal had anything to say.</summary>
    public double? Trust { get; init; }

    /// <summary>Why it can be trusted, or not, at most 10 reasons.</summary>
    public IReadOnlyList<string> TrustReasons { get; init; } = [];

    /// <summary>Why the call is held.</summary>
    public required string PolicyReason { get; init; }

    /// <summary>The groups whose members may decide, at most 10; empty when anybody may.</summary>
    public IReadOnlyList<string> ReviewerGroups { get; init; } = [];

    /// <summary>Until when people can decide; <see langword="null"/> without end.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What the call returned; only for a review of kind <see cref="ReviewKind.Result"/>.</summary>
    public string? Result { get; init; }

    /// <summary>The end of the conversation, the oldest first.</summary>
    public IReadOnlyList<ShownMessage> Conversation { get; init; } = [];

    /// <summary>The page where it is decided; <see langword="null"/> when the notifier has none.</summary>
    public Uri? Url { get; init; }
}
