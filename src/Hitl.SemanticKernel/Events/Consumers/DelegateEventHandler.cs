namespace Hitl.SemanticKernel;

internal sealed class DelegateEventHandler(Func<EventDelivery, CancellationToken, Task> handle) : IEventHandler
{
    public Task HandleAsync(EventDelivery delivery, CancellationToken cancellationToken) => handle(delivery, cancellationToken);
}
