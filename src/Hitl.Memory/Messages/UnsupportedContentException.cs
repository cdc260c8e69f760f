namespace Hitl.Memory;

/// <summary>A message, argument or result holds something that has no stored form. It is an error so that nothing is lost in silence.</summary>
public sealed class UnsupportedContentException : HitlException
{
    /// <summary>Creates the exception.</summary>
    public UnsupportedContentException()
        : this("The content cannot be stored.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What cannot be stored, and why.</param>
    public UnsupportedContentException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What cannot be stored, and why.</param>
    /// <param name="innerException">The error that storing it raised.</param>
    public UnsupportedContentException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="contentType">The type that has no stored form.</param>
    /// <param name="reason">Why it has none, as a sentence.</param>
    /// <param name="innerException">The error that storing it raised.</param>
    public UnsupportedContentException(Type contentType, string reason, Exception? innerException = null)
        : base($"{contentType?.FullName} cannot be stored. {reason}", innerException)
    {
        ContentType = contentType;
    }

    /// <summary>The type that has no stored form; <see langword="null"/> when it is not a matter of one type.</summary>
    public Type? ContentType { get; }
}
