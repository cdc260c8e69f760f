namespace Hitl.Memory;

/// <summary>A filter says nothing, or something that does not exist. A filter is never ignored.</summary>
public sealed class InvalidMemoryFilterException : HitlException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What is wrong with the filter.</param>
    /// <param name="innerException">What caused it.</param>
    public InvalidMemoryFilterException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
