namespace Hitl.Embedded;

/// <summary>The data folder is in use by another <see cref="EmbeddedRedis"/>, in this process or in another one.</summary>
/// <remarks>Only one server at a time may use a folder. The lock ends with its process, however that ends.</remarks>
public sealed class EmbeddedRedisInUseException : EmbeddedRedisException
{
    /// <summary>Creates the exception without a message.</summary>
    public EmbeddedRedisInUseException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong and what to change.</param>
    public EmbeddedRedisInUseException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong and what to change.</param>
    /// <param name="innerException">The error below it.</param>
    public EmbeddedRedisInUseException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception for a folder.</summary>
    /// <param name="dataDirectory">The full path of the folder that is in use.</param>
    /// <param name="innerException">The error of the file system.</param>
    internal static EmbeddedRedisInUseException For(string dataDirectory, Exception innerException) =>
        new(
            $"The data folder '{dataDirectory}' is in use by another embedded server, in this process or in another one. "
                + "Stop that one, choose another folder, or let both connect to one Redis server.",
            innerException)
        {
            DataDirectory = dataDirectory,
        };

    /// <summary>The full path of the folder that is in use; empty when it is not known.</summary>
    public string DataDirectory { get; private init; } = "";
}
