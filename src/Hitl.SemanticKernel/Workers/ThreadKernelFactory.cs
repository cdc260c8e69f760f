using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>Makes the kernel for a thread, as the app says.</summary>
internal sealed class ThreadKernelFactory(Func<IServiceProvider, string, CancellationToken, ValueTask<Kernel>> create)
{
    public ValueTask<Kernel> CreateAsync(IServiceProvider services, string threadId, CancellationToken cancellationToken) => create(services, threadId, cancellationToken);
}
