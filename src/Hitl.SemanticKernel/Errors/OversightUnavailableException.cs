using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>
/// Oversight could not do its work because the store did not answer. No call was run without being recorded, and the model
/// was told nothing; resume the thread when the store is back.
/// </summary>
public sealed class OversightUnavailableException : HitlException
{
    internal OversightUnavailableException(Exception innerException)
        : base($"Oversight is unavailable, so no further call was run. {innerException.Message}", innerException)
    {
    }
}
