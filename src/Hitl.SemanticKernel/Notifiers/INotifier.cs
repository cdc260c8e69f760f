namespace Hitl.SemanticKernel;

/// <summary>Tells people what happens (<c>AddNotifier</c>).</summary>
public interface INotifier
{
    /// <summary>Sends one notification. Those of a thread come one after the other, in order; those of different threads at the same time.</summary>
    /// <param name="notification">The notification. It may come more than once (<see cref="Notification.IsRedelivery"/>).</param>
    /// <param name="cancellationToken">Is cancelled when the time of the attempt is up, or another process has taken over.</param>
    /// <returns>A task that ends when it is sent. One that fails is tried again.</returns>
    /// <exception cref="RetryLaterException">Says when to try again.</exception>
    /// <exception cref="DeliveryRefusedException">Says that trying again is of no use.</exception>
    Task NotifyAsync(Notification notification, CancellationToken cancellationToken);
}
