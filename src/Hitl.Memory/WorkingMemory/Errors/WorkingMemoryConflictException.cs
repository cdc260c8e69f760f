namespace Hitl.Memory;

/// <summary>The working memory is not as it was expected to be. Nothing was changed.</summary>
public sealed class WorkingMemoryConflictException : HitlException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What is different.</param>
    public WorkingMemoryConflictException(string message)
        : base(message)
    {
    }

    /// <summary>The version that it has; <see langword="null"/> when another run has the thread or calls are open in it.</summary>
    public long? Version { get; init; }
}
