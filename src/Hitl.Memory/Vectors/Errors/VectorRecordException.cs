using Microsoft.Extensions.VectorData;

namespace Hitl.Memory;

/// <summary>A record cannot be stored or read. Nothing of the batch it came with was written.</summary>
public sealed class VectorRecordException : VectorStoreException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What is wrong with the record.</param>
    /// <param name="innerException">What caused it.</param>
    public VectorRecordException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The key of the record, as text; <see langword="null"/> when the key itself is what is wrong.</summary>
    public string? RecordKey { get; init; }

    /// <summary>The property that is wrong; <see langword="null"/> when it is the record as a whole.</summary>
    public string? PropertyName { get; init; }
}
