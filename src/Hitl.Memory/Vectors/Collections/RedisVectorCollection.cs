using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace Hitl.Memory;

/// <summary>A collection of records with vectors in Redis.</summary>
/// <typeparam name="TKey">The type of the keys: string, <see cref="Guid"/>, long or int; object for a dynamic collection.</typeparam>
/// <typeparam name="TRecord">The type of the records.</typeparam>
/// <remarks>
/// Safe for concurrent use. Each record is written as a whole. A batch is checked, and its vectors are made, before its first record is
/// written; it is no transaction, so when the server fails in the middle, some records may have been written.
/// Errors of the server are <see cref="VectorStoreException"/>s.
/// </remarks>
public abstract class RedisVectorCollection<TKey, TRecord> : VectorStoreCollection<TKey, TRecord>
    where TKey : notnull
    where TRecord : class
{
    private readonly ICollectionEngine _engine;
    private readonly VectorStoreCollectionMetadata _metadata;

    private protected RedisVectorCollection(string name, RecordModel model, ICollectionEngine engine)
    {
        Name = name;
        Model = model;
        _engine = engine;
        _metadata = new() { VectorStoreSystemName = VectorOperations.SystemName, CollectionName = name };
    }

    /// <inheritdoc/>
    public override string Name { get; }

    private protected RecordModel Model { get; }

    /// <inheritdoc/>
    public override Task<bool> CollectionExistsAsync(CancellationToken cancellationToken = default) =>
        RunAsync("CollectionExists", () => _engine.ExistsAsync(cancellationToken));

    /// <inheritdoc/>
    /// <exception cref="CollectionSchemaException">The collection exists and was made with another schema.</exception>
    public override Task EnsureCollectionExistsAsync(CancellationToken cancellationToken = default) =>
        RunAsync("EnsureCollectionExists", () => _engine.CreateAsync(cancellationToken));

    /// <summary>Deletes the collection, if it exists, with all its records.</summary>
    /// <param name="cancellationToken">Cancels the wait. The collection is gone with the first step; what is left of its records is deleted the next time a collection of this name is made or deleted.</param>
    public override Task EnsureCollectionDeletedAsync(CancellationToken cancellationToken = default) =>
        RunAsync("EnsureCollectionDeleted", () => _engine.DropAsync(cancellationToken));

    /// <inheritdoc/>
    public override async Task<TRecord?> GetAsync(TKey key, RecordRetrievalOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        var includeVectors = Includes(options?.IncludeVectors);
        var records = await ReadAsync([Model.Key.Encode(key)], includeVectors, cancellationToken).ConfigureAwait(false);
        return records[0]?.ToRecord<TRecord>(includeVectors);
    }

    /// <summary>Reads records by their keys. Keys without a record are left out.</summary>
    /// <inheritdoc/>
    public override async IAsyncEnumerable<TRecord> GetAsync(
        IEnumerable<TKey> keys, RecordRetrievalOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var includeVectors = Includes(options?.IncludeVectors);
        foreach (var page in keys.Select(key => Model.Key.Encode(key)).ToArray().Chunk(PageSize))
        {
            foreach (var record in await ReadAsync(page, includeVectors, cancellationToken).ConfigureAwait(false))
            {
                if (record is not null)
                {
                    yield return record.ToRecord<TRecord>(includeVectors);
                }
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="UnsupportedFilterException">The filter contains what cannot be evaluated on stored records.</exception>
    public override async IAsyncEnumerable<TRecord> GetAsync(
        Expression<Func<TRecord, bool>> filter, int top, FilteredRecordRetrievalOptions<TRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        options ??= new();
        var includeVectors = Includes(options.IncludeVectors);
        var found = _engine.FindAsync(
            FilterTranslator.Translate(Model, filter), RecordOrder.From(Model, options), options.Skip, top, includeVectors, cancellationToken);
        var records = found.GetAsyncEnumerator(cancellationToken);
        await using var disposal = records.ConfigureAwait(false);
        while (await RunAsync("Get", () => records.MoveNextAsync().AsTask()).ConfigureAwait(false))
        {
            yield return records.Current.ToRecord<TRecord>(includeVectors);
        }
    }

    /// <inheritdoc/>
    public override Task DeleteAsync(TKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return DeleteAsync([Model.Key.Encode(key)], cancellationToken);
    }

    /// <inheritdoc/>
    public override Task DeleteAsync(IEnumerable<TKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return DeleteAsync([.. keys.Select(key => Model.Key.Encode(key)).Distinct(StringComparer.Ordinal)], cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="VectorRecordException">The record cannot be stored; nothing was written.</exception>
    /// <exception cref="EmbeddingFailedException">A vector could not be made; nothing was written.</exception>
    public override Task UpsertAsync(TRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        return UpsertAsync([record], cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="VectorRecordException">A record cannot be stored; nothing was written.</exception>
    /// <exception cref="EmbeddingFailedException">A vector could not be made; nothing was written.</exception>
    public override async Task UpsertAsync(IEnumerable<TRecord> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        var prepared = await RecordPreparation.PrepareAsync(Model, [.. records], cancellationToken).ConfigureAwait(false);
        if (prepared.Count > 0)
        {
            await RunAsync("Upsert", () => _engine.WriteAsync(prepared, cancellationToken)).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="UnsupportedFilterException">The filter contains what cannot be evaluated on stored records.</exception>
    public override async IAsyncEnumerable<VectorSearchResult<TRecord>> SearchAsync<TInput>(
        TInput searchValue, int top, VectorSearchOptions<TRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(searchValue);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        options ??= new();
        var includeVectors = Includes(options.IncludeVectors);
        var field = Model.SelectVector(options);
        var filter = options.Filter is null ? null : FilterTranslator.Translate(Model, options.Filter);
        var vector = await field.QueryAsync(searchValue, cancellationToken).ConfigureAwait(false);
        var query = new VectorQuery(field, vector, filter, options.Skip, top, options.ScoreThreshold, includeVectors);
        foreach (var (record, score) in await RunAsync("Search", () => _engine.SearchAsync(query, cancellationToken)).ConfigureAwait(false))
        {
            yield return new VectorSearchResult<TRecord>(record.ToRecord<TRecord>(includeVectors), score);
        }
    }

    /// <summary>How many records a filter matches.</summary>
    internal Task<long> CountAsync(Expression<Func<TRecord, bool>> filter, CancellationToken cancellationToken) =>
        RunAsync("Count", () => _engine.CountAsync(FilterTranslator.Translate(Model, filter), cancellationToken));

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(VectorStoreCollectionMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>How many records are read in one go.</summary>
    private const int PageSize = 512;

    private protected bool Includes(bool? vectors) => vectors is true && Model.HasGeneratedVectors
        ? throw new NotSupportedException(VectorDataStrings.IncludeVectorsNotSupportedWithEmbeddingGeneration)
        : vectors is true;

    private protected Task<T> RunAsync<T>(string operation, Func<Task<T>> run) => VectorOperations.RunAsync(Name, operation, run);

    private protected Task RunAsync(string operation, Func<Task> run) => RunAsync(operation, async () =>
    {
        await run().ConfigureAwait(false);
        return true;
    });

    private Task<StoredRecord?[]> ReadAsync(string[] keys, bool includeVectors, CancellationToken cancellationToken) =>
        RunAsync("Get", () => _engine.ReadAsync(keys, includeVectors, cancellationToken));

    private Task DeleteAsync(string[] keys, CancellationToken cancellationToken) =>
        keys.Length == 0 ? Task.CompletedTask : RunAsync("Delete", () => _engine.DeleteAsync(keys, cancellationToken));
}
