using System.Globalization;

namespace Hitl.SemanticKernel;

/// <summary>Posts notifications to a webhook, signed.</summary>
internal sealed class WebhookNotifier : INotifier, IDisposable
{
    private readonly WebhookNotifierOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient? _own;
    private readonly HttpDelivery _delivery;

    public WebhookNotifier(WebhookNotifierOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _own = options.Client is null ? HttpDelivery.CreateClient() : null;
        _delivery = new HttpDelivery(options.Client ?? _own!, time);
    }

    public Task NotifyAsync(Notification notification, CancellationToken cancellationToken)
    {
        var (body, now) = (WebhookMessage.Write(notification), _time.GetUtcNow());
        return _delivery.PostAsync(
            _options.Url!,
            body,
            request =>
            {
                request.Headers.Add(WebhookSignature.IdHeader, notification.Id);
                request.Headers.Add(WebhookSignature.TimestampHeader, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
                request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Sign(notification.Id, now, body, _options.Secrets));
            },
            cancellationToken);
    }

    public void Dispose() => _own?.Dispose();
}
