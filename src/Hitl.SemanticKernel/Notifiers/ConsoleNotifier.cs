using System.Globalization;

namespace Hitl.SemanticKernel;

/// <summary>Writes notifications to a console, one line each.</summary>
/// <param name="output">Where to.</param>
internal sealed class ConsoleNotifier(TextWriter output) : INotifier
{
    public Task NotifyAsync(Notification notification, CancellationToken cancellationToken) =>
        output.WriteLineAsync(Line(notification).AsMemory(), cancellationToken);

    private static string Line(Notification notification)
    {
        var where = notification.Summary is { } summary ? $" [{summary.ReviewId}, thread {summary.ThreadId}]{(summary.Url is { } url ? " " + url.AbsoluteUri : string.Empty)}" : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"{notification.Event.At.UtcDateTime:HH:mm:ss}Z {notification.Text}{where}{(notification.IsRedelivery ? " (again)" : string.Empty)}");
    }
}
