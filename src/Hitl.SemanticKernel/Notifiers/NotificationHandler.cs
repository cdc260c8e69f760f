using System.Globalization;

namespace Hitl.SemanticKernel;

/// <summary>Makes notifications of events and hands them to a notifier.</summary>
internal sealed class NotificationHandler(INotifier notifier, NotifierOptions options, ReviewDesk desk) : IEventHandler, IDisposable
{
    private readonly ReviewSummaries _summaries = new(options);

    public async Task HandleAsync(EventDelivery delivery, CancellationToken cancellationToken)
    {
        var due = Due(delivery.Event).Where(n => options.Kinds.HasFlag(n.Kind)).ToList();
        while (delivery.Done < due.Count)
        {
            var (kind, reviewId) = due[delivery.Done];
            if (await MakeAsync(delivery, kind, reviewId, cancellationToken).ConfigureAwait(false) is { } notification)
            {
                await notifier.NotifyAsync(notification, cancellationToken).ConfigureAwait(false);
            }

            delivery.Done++;
        }
    }

    public void Dispose() => (notifier as IDisposable)?.Dispose();

    private static IEnumerable<(NotificationKinds Kind, string? ReviewId)> Due(OversightEvent told)
    {
        foreach (var review in told.ExpiredReviews)
        {
            yield return (NotificationKinds.ReviewExpired, review);
        }

        foreach (var review in told.EscalatedReviews)
        {
            yield return (NotificationKinds.ReviewEscalated, review);
        }

        if (told.Refused is not null)
        {
            yield break;
        }

        foreach (var review in told.OpenedReviews)
        {
            yield return (NotificationKinds.ReviewOpened, review);
        }

        switch (told.Kind)
        {
            case EventKinds.ReviewDecided when told.Calls is [{ ReviewId: { } decided }, ..]:
                yield return (NotificationKinds.ReviewDecided, decided);
                break;
            case EventKinds.StopSet:
                yield return (NotificationKinds.Stopped, null);
                break;
            case EventKinds.StopLifted:
                yield return (NotificationKinds.StopLifted, null);
                break;
        }
    }

    private async Task<Notification?> MakeAsync(EventDelivery delivery, NotificationKinds kind, string? reviewId, CancellationToken cancellationToken)
    {
        var (told, review) = (delivery.Event, default(Review));
        if (reviewId is not null)
        {
            try
            {
                review = await desk.GetAsync(reviewId, cancellationToken).ConfigureAwait(false);
            }
            catch (UnknownReviewException)
            {
                return null;
            }

            // Nobody need be called to what was decided while this waited.
            if (kind is NotificationKinds.ReviewOpened or NotificationKinds.ReviewEscalated && review.State != ReviewState.Pending)
            {
                return null;
            }
        }

        var summary = review is null ? null : _summaries.Of(review);
        return new Notification
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"msg_{told.Hash[..32]}_{delivery.Done}"),
            Kind = kind,
            Event = told,
            Review = review,
            Summary = summary,
            Text = TextOf(kind, told, summary),
            IsRedelivery = delivery.IsRedelivery,
        };
    }

    private string TextOf(NotificationKinds kind, OversightEvent told, ReviewSummary? summary)
    {
        var who = told.Actor.Id is { } id ? _summaries.Line(id) : "the deadline";
        var target = told.Data.TryGetValue("target", out var stopped) ? _summaries.Line(stopped) : string.Empty;
        return kind switch
        {
            NotificationKinds.ReviewOpened => string.Create(CultureInfo.InvariantCulture, $"{summary!.Tool} waits for a decision, risk {summary.Risk:0.##}: {summary.PolicyReason}"),
            NotificationKinds.ReviewEscalated => string.Create(CultureInfo.InvariantCulture, $"{summary!.Tool} was passed on and waits for a decision, risk {summary.Risk:0.##}: {summary.PolicyReason}"),
            NotificationKinds.ReviewExpired => $"Nobody decided about {summary!.Tool} in time: {(summary.State == ReviewState.Approved ? "it may run" : "it does not run")}.",
            NotificationKinds.ReviewDecided when summary!.State == ReviewState.Pending => $"{who} decided about {summary.Tool} ({told.Decision.ToString()!.ToLowerInvariant()}), and more decisions are needed.",
            NotificationKinds.ReviewDecided => $"{who} decided about {summary!.Tool}: {summary.State.ToString().ToLowerInvariant()}.",
            NotificationKinds.Stopped => $"{who} stopped {target}{(told.Content?.Text is { } reason ? $": {_summaries.Line(reason)}" : ".")}",
            _ => $"{who} lifted the stop of {target}.",
        };
    }
}
