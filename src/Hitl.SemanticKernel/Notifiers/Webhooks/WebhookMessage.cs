using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>The body of a webhook: type, time and data.</summary>
internal sealed record WebhookMessage
{
    public required string Type { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    public required WebhookData Data { get; init; }

    public static byte[] Write(Notification notification) => JsonSerializer.SerializeToUtf8Bytes(
        new WebhookMessage
        {
            Type = TypeOf(notification.Kind),
            Timestamp = notification.Event.At,
            Data = new WebhookData
            {
                Text = notification.Text,
                Thread = notification.Summary?.ThreadId,
                Event = notification.Event.Hash,
                Actor = notification.Event.Actor.Id,
                Review = notification.Summary,
                IsRedelivery = notification.IsRedelivery,
            },
        },
        WebhookJson.Default.WebhookMessage);

    private static string TypeOf(NotificationKinds kind) => kind switch
    {
        NotificationKinds.ReviewOpened => "review.opened",
        NotificationKinds.ReviewEscalated => "review.escalated",
        NotificationKinds.ReviewExpired => "review.expired",
        NotificationKinds.ReviewDecided => "review.decided",
        NotificationKinds.Stopped => "stop.set",
        _ => "stop.lifted",
    };
}
