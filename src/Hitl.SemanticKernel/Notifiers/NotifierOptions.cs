namespace Hitl.SemanticKernel;

/// <summary>What a notifier tells, and how.</summary>
public class NotifierOptions
{
    /// <summary>What it is about.</summary>
    /// <value>Default: reviews that were opened, passed on or expired, and stops.</value>
    public NotificationKinds Kinds { get; set; } = NotificationKinds.ReviewOpened | NotificationKinds.ReviewEscalated | NotificationKinds.ReviewExpired | NotificationKinds.Stopped;

    /// <summary>The address of the page where a review is decided, with <c>{reviewId}</c> in it: <c>https://desk.example.com/reviews/{reviewId}</c>.</summary>
    /// <value>An http or https address. Default <see langword="null"/>: nothing links to the review.</value>
    public string? ReviewUrl { get; set; }

    /// <summary>How many messages of the conversation are shown, the last.</summary>
    /// <value>0 to 20. Default 5.</value>
    public int ConversationLength { get; set; } = 5;

    /// <summary>Changes each text that is shown, after credentials, card and account numbers and national ids have been hidden. A redactor of Microsoft.Extensions.Compliance fits.</summary>
    /// <value>Default <see langword="null"/>: nothing else is hidden.</value>
    public Func<string, string>? Redact { get; set; }

    /// <summary>How often and how long a notification is tried.</summary>
    public EventConsumerOptions Delivery { get; } = new();

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal virtual void ThrowIfInvalid()
    {
        if (ConversationLength is < 0 or > 20)
        {
            throw new ArgumentException("ConversationLength of a notifier is 0 to 20.");
        }

        if (ReviewUrl is not null && (!ReviewUrl.Contains(ReviewLinks.Placeholder, StringComparison.Ordinal) || ReviewLinks.To(ReviewUrl, "r0") is null))
        {
            throw new ArgumentException($"ReviewUrl of a notifier is an http or https address with {ReviewLinks.Placeholder} in it: '{ReviewUrl}' is not.");
        }

        Delivery.ThrowIfInvalid();
    }
}
