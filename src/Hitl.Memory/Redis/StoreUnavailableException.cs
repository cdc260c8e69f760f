namespace Hitl.Memory;

/// <summary>The store did not answer. What was under way may have been written all the same.</summary>
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
