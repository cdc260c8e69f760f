namespace Hitl.Memory;

/// <summary>The base of every error that Hitl reports. Its message is one line and says what to do.</summary>
public class HitlException : Exception
{
    /// <summary>Creates the error.</summary>
    public HitlException()
    {
    }

    /// <summary>Creates the error.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    public HitlException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public HitlException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
