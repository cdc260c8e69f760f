namespace Hitl.Memory;

/// <summary>A filter contains something that cannot be evaluated on stored records. Nothing was read.</summary>
public sealed class UnsupportedFilterException : NotSupportedException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">The part that is not supported, and what is.</param>
    public UnsupportedFilterException(string message)
        : base(message)
    {
    }

    /// <summary>The property it is about, where it is about one.</summary>
    public string? PropertyName { get; init; }
}
