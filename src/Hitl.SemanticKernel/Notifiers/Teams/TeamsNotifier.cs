namespace Hitl.SemanticKernel;

/// <summary>Posts notifications to Teams, as Adaptive Cards for a workflow.</summary>
internal sealed class TeamsNotifier : INotifier, IDisposable
{
    private readonly TeamsNotifierOptions _options;
    private readonly HttpClient? _own;
    private readonly HttpDelivery _delivery;

    public TeamsNotifier(TeamsNotifierOptions options, TimeProvider time)
    {
        _options = options;
        _own = options.Client is null ? HttpDelivery.CreateClient() : null;
        _delivery = new HttpDelivery(options.Client ?? _own!, time);
    }

    public Task NotifyAsync(Notification notification, CancellationToken cancellationToken) =>
        _delivery.PostAsync(_options.WebhookUrl!, TeamsMessage.Write(notification), prepare: null, cancellationToken);

    public void Dispose() => _own?.Dispose();
}
