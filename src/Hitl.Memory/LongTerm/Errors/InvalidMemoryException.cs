namespace Hitl.Memory;

/// <summary>A memory cannot be stored as it is. Nothing of the batch that it came with was written.</summary>
public sealed class InvalidMemoryException : HitlException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What is wrong with the memory.</param>
    public InvalidMemoryException(string message)
        : base(message)
    {
    }

    /// <summary>The id of the memory; <see langword="null"/> when it has none yet.</summary>
    public string? MemoryId { get; init; }

    /// <summary>Its place in the batch, from 0.</summary>
    public int Index { get; init; }
}
