namespace Hitl.Memory;

/// <summary>A stored message is not one: its JSON is corrupt, truncated, or of a shape that no message has.</summary>
public sealed class MessageFormatException : HitlException
{
    /// <summary>Creates the exception.</summary>
    public MessageFormatException()
        : this("The stored message is not valid.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong with the stored message.</param>
    public MessageFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong with the stored message.</param>
    /// <param name="innerException">The error that reading it raised.</param>
    public MessageFormatException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
