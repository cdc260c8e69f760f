namespace Hitl.Memory;

/// <summary>A message cannot be appended as it is. Nothing of the batch that it came with was written.</summary>
public sealed class InvalidMessageException : HitlException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What is wrong with the message.</param>
    public InvalidMessageException(string message)
        : base(message)
    {
    }

    /// <summary>The id of the message; <see langword="null"/> when it has none yet.</summary>
    public string? MessageId { get; init; }

    /// <summary>Its place in the batch, from 0.</summary>
    public int Index { get; init; }
}
