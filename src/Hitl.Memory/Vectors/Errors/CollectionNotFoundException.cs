using Microsoft.Extensions.VectorData;

namespace Hitl.Memory;

/// <summary>The collection does not exist: <c>EnsureCollectionExistsAsync</c> was not called, or it was deleted.</summary>
public sealed class CollectionNotFoundException : VectorStoreException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">Which collection is missing.</param>
    public CollectionNotFoundException(string message)
        : base(message)
    {
    }
}
