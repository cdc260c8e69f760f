namespace Hitl.SemanticKernel;

/// <summary>How a webhook is told.</summary>
public sealed class WebhookNotifierOptions : NotifierOptions
{
    /// <summary>The address that is posted to.</summary>
    /// <value>An https address, or http on this machine. Required.</value>
    public Uri? Url { get; set; }

    /// <summary>The secrets that requests are signed with, each <c>whsec_</c> and 24 to 64 random bytes in base64. A request carries a signature for each, so that a receiver can change from one to the next.</summary>
    /// <value>At least one.</value>
    public IList<string> Secrets { get; } = [];

    /// <summary>The client that posts. It stays the caller's.</summary>
    /// <value>Default <see langword="null"/>: one of the notifier's own, which follows no redirects.</value>
    public HttpClient? Client { get; set; }

    internal override void ThrowIfInvalid()
    {
        base.ThrowIfInvalid();
        if (!HttpDelivery.IsAllowed(Url))
        {
            throw new ArgumentException("Url of a webhook notifier is an https address, or an http address on this machine.");
        }

        if (Secrets.Count == 0 || Secrets.Any(s => WebhookSignature.KeyOf(s) is null))
        {
            throw new ArgumentException("Secrets of a webhook notifier are one or more, each 'whsec_' and 24 to 64 bytes in base64.");
        }
    }
}
