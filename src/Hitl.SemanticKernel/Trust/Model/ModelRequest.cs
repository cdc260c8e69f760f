using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>A request that a model answered with calls, so that it can be sent again. One for each batch.</summary>
internal abstract class ModelRequest
{
    /// <summary>Asks the model the same again. Nothing is invoked and nothing is written.</summary>
    /// <param name="options">Which service, and how.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The answer in stored form.</returns>
    /// <exception cref="NotSupportedException">The request cannot be sent again without side effects; the message says why.</exception>
    public abstract Task<IReadOnlyList<ChatMessage>> AskAgainAsync(SelfConsistencyOptions options, CancellationToken cancellationToken);

    protected static T Service<T>(Kernel kernel, string? serviceId)
        where T : class =>
        (serviceId is null ? kernel.Services.GetService<T>() : kernel.Services.GetKeyedService<T>(serviceId))
        ?? throw new NotSupportedException(serviceId is null ? $"the kernel has no {typeof(T).Name}" : $"the kernel has no {typeof(T).Name} with the key '{serviceId}'");
}
