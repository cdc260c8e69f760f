namespace Hitl.Memory;

/// <summary>The store holds what this process cannot use: another number of partitions, or records of a newer schema.</summary>
public sealed class StoreMismatchException : HitlException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What differs and what to do.</param>
    public StoreMismatchException(string message)
        : base(message)
    {
    }
}
