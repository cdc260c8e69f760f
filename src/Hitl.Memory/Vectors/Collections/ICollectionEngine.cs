namespace Hitl.Memory;

/// <summary>What a collection does on the server. Records come checked, filters and orders come read.</summary>
internal interface ICollectionEngine
{
    Task<bool> ExistsAsync(CancellationToken cancellationToken);

    /// <exception cref="CollectionSchemaException">It exists, made with another schema.</exception>
    Task CreateAsync(CancellationToken cancellationToken);

    Task DropAsync(CancellationToken cancellationToken);

    /// <summary>Writes records; each one is written as a whole.</summary>
    /// <exception cref="CollectionNotFoundException">The collection does not exist.</exception>
    /// <exception cref="CollectionSchemaException">It was made with another schema.</exception>
    Task WriteAsync(IReadOnlyCollection<PreparedRecord> records, CancellationToken cancellationToken);

    /// <summary>Reads records by their keys.</summary>
    /// <returns>A record, or null where there is none, for each key.</returns>
    Task<StoredRecord?[]> ReadAsync(IReadOnlyList<string> keys, bool includeVectors, CancellationToken cancellationToken);

    Task DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken);

    /// <summary>Finds records by a filter, in an order if one is given, without the first ones.</summary>
    IAsyncEnumerable<StoredRecord> FindAsync(FilterNode filter, RecordOrder? order, int skip, int top, bool includeVectors, CancellationToken cancellationToken);

    /// <summary>How many records a filter matches. One that is exact (<see cref="ExactFilter"/>) costs the same however many that are; for others they are read.</summary>
    Task<long> CountAsync(FilterNode filter, CancellationToken cancellationToken);

    /// <summary>Finds the records whose vector is closest.</summary>
    Task<IReadOnlyList<RankedRecord>> SearchAsync(VectorQuery query, CancellationToken cancellationToken);
}
