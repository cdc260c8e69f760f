namespace Hitl.Memory;

/// <summary>The embedding generator failed, or answered with something that is no vector of a text. Nothing was written.</summary>
public sealed class MemoryEmbeddingException : HitlException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What failed, for which text.</param>
    /// <param name="innerException">What the generator said.</param>
    public MemoryEmbeddingException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The id of the memory whose text has no vector; <see langword="null"/> for the text of a search.</summary>
    public string? MemoryId { get; init; }
}
