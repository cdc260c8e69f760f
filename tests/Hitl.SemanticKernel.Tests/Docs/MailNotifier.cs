namespace Hitl.SemanticKernel.Tests.Docs;

#region mail-notifier
internal sealed class MailNotifier(IMail mail) : INotifier
{
    public Task NotifyAsync(Notification notification, CancellationToken cancellationToken) =>
        mail.SendAsync(to: "oversight@example.com", subject: notification.Text, body: notification.Summary?.Url?.AbsoluteUri, id: notification.Id, cancellationToken);
}
#endregion
