namespace Hitl.SemanticKernel;

/// <summary>One thing that people are told. <see cref="Summary"/> and <see cref="Text"/> are safe to show; <see cref="Review"/> and <see cref="Event"/> hold what models, tools and people wrote.</summary>
public sealed record Notification
{
    /// <summary>The notification's id, the same whenever it is sent again: a receiver can tell by it what it has seen.</summary>
    public required string Id { get; init; }

    /// <summary>What it is about: one of the kinds.</summary>
    public required NotificationKinds Kind { get; init; }

    /// <summary>The event behind it.</summary>
    public required OversightEvent Event { get; init; }

    /// <summary>The review as it is now, with the end of its conversation; <see langword="null"/> when it is not about a review.</summary>
    public Review? Review { get; init; }

    /// <summary>What can be shown of the review: cut, redacted and without hidden characters; <see langword="null"/> when it is not about a review.</summary>
    public ReviewSummary? Summary { get; init; }

    /// <summary>The notification in one line, safe to show as text.</summary>
    public required string Text { get; init; }

    /// <summary>Whether it may have been sent before.</summary>
    public bool IsRedelivery { get; init; }
}
