namespace Hitl.Memory;

/// <summary>The store did not answer. Nothing is known to have been written; the operation can be tried again.</summary>
public sealed class StoreUnavailableException : HitlException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What could not be done.</param>
    /// <param name="innerException">What the client of the store said.</param>
    public StoreUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
