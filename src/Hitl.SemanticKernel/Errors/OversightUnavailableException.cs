using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>
/// Oversight could not do its work because the store did not answer. What was under way may have been written all the same. No
/// call that had to be recorded first was run without it, and the model was told nothing: resume the thread when the store is back.
/// </summary>
public sealed class OversightUnavailableException : HitlException
{
    internal OversightUnavailableException(Exception innerException)
        : base($"Oversight is unavailable, so no further call was run. {innerException.Message}", innerException)
    {
    }
}
