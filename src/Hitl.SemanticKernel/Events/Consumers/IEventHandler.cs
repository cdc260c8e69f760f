namespace Hitl.SemanticKernel;

/// <summary>Consumes the events of all threads as a member of a group (<c>AddEventConsumer</c>).</summary>
public interface IEventHandler
{
    /// <summary>Handles one event. Those of a thread come one after the other, in order; those of different threads at the same time.</summary>
    /// <param name="delivery">The event. It may come more than once (<see cref="EventDelivery.IsRedelivery"/>).</param>
    /// <param name="cancellationToken">Is cancelled when the time of the attempt is up, or another process has taken over.</param>
    /// <returns>A task that ends when the event need not be delivered again. One that fails is tried again.</returns>
    /// <exception cref="RetryLaterException">Says when to try again.</exception>
    /// <exception cref="DeliveryRefusedException">Says that trying again is of no use.</exception>
    Task HandleAsync(EventDelivery delivery, CancellationToken cancellationToken);
}
