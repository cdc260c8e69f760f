namespace Hitl.SemanticKernel;

/// <summary>How Teams is told.</summary>
public sealed class TeamsNotifierOptions : NotifierOptions
{
    /// <summary>The address of the workflow in Teams that posts a card when a webhook request is received. It is a secret: whoever has it can post.</summary>
    /// <value>An https address. Required.</value>
    public Uri? WebhookUrl { get; set; }

    /// <summary>The client that posts. It stays the caller's.</summary>
    /// <value>Default <see langword="null"/>: one of the notifier's own, which follows no redirects.</value>
    public HttpClient? Client { get; set; }

    internal override void ThrowIfInvalid()
    {
        base.ThrowIfInvalid();
        if (!HttpDelivery.IsAllowed(WebhookUrl))
        {
            throw new ArgumentException("WebhookUrl of a Teams notifier is an https address.");
        }
    }
}
