using Microsoft.Extensions.VectorData;

namespace Hitl.Memory;

/// <summary>The embedding generator of a property failed, or answered with something that is no vector of it. Nothing of the batch was written.</summary>
public sealed class EmbeddingFailedException : VectorStoreException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What failed.</param>
    /// <param name="innerException">What the generator said.</param>
    public EmbeddingFailedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The property whose generator failed.</summary>
    public string? PropertyName { get; init; }
}
