using Microsoft.Extensions.VectorData;

namespace Hitl.Memory;

/// <summary>The collection in Redis was made with another schema than the one it is used with. Nothing was read or written.</summary>
public sealed class CollectionSchemaException : VectorStoreException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What differs.</param>
    public CollectionSchemaException(string message)
        : base(message)
    {
    }

    /// <summary>The property that differs; <see langword="null"/> when it is the collection as a whole.</summary>
    public string? PropertyName { get; init; }
}
