namespace Hitl.Embedded;

/// <summary>An <see cref="EmbeddedRedis"/> could not be started. The message says what to change.</summary>
public class EmbeddedRedisException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public EmbeddedRedisException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong and what to change.</param>
    public EmbeddedRedisException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong and what to change.</param>
    /// <param name="innerException">The error below it.</param>
    public EmbeddedRedisException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
