using System.Linq.Expressions;
using Microsoft.Extensions.VectorData;

namespace Hitl.Memory;

/// <summary>The collection that memories are in. Whatever a store returns is checked to be of the scope that was asked for.</summary>
internal sealed class MemoryStorage
{
    private readonly LongTermMemoryOptions _options;
    private readonly VectorStoreCollection<string, StoredMemory> _collection;
    private volatile bool _exists;

    public MemoryStorage(VectorStore store, int dimensions, LongTermMemoryOptions options)
    {
        _options = options;
        _collection = store.GetCollection<string, StoredMemory>(options.Collection, MemorySchema.Definition(dimensions, options.DistanceFunction));
    }

    /// <summary>The collection, which is made when it is first needed.</summary>
    public async ValueTask<VectorStoreCollection<string, StoredMemory>> OpenAsync(CancellationToken cancellationToken)
    {
        if (!_exists)
        {
            await _collection.EnsureCollectionExistsAsync(cancellationToken).ConfigureAwait(false);
            _exists = true;
        }

        return _collection;
    }

    /// <summary>Reads memories of a scope by their ids; those that are not there are left out.</summary>
    public async Task<Dictionary<string, StoredMemory>> GetAsync(MemoryScope scope, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, StoredMemory>(StringComparer.Ordinal);
        var keys = ids.Distinct(StringComparer.Ordinal).Select(id => MemoryKeys.Key(scope, id)).ToArray();
        if (keys.Length == 0)
        {
            return found;
        }

        var collection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var memory in collection.GetAsync(keys, new() { IncludeVectors = true }, cancellationToken).ConfigureAwait(false))
        {
            if (memory.Scope == scope.Key)
            {
                found[memory.Id] = memory;
            }
        }

        return found;
    }

    /// <summary>Finds memories of a scope by a filter, which has the scope in it.</summary>
    public async IAsyncEnumerable<StoredMemory> FindAsync(
        MemoryScope scope,
        Expression<Func<StoredMemory, bool>> filter,
        int skip,
        int top,
        Func<FilteredRecordRetrievalOptions<StoredMemory>.OrderByDefinition, FilteredRecordRetrievalOptions<StoredMemory>.OrderByDefinition>? order,
        bool includeVectors,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var collection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        var options = new FilteredRecordRetrievalOptions<StoredMemory> { Skip = skip, IncludeVectors = includeVectors, OrderBy = order };
        await foreach (var memory in collection.GetAsync(filter, top, options, cancellationToken).ConfigureAwait(false))
        {
            if (memory.Scope == scope.Key)
            {
                yield return memory;
            }
        }
    }

    /// <summary>How many memories of a scope a filter matches, which has the scope in it. A store of another maker is asked for all of them.</summary>
    public async Task<long> CountAsync(MemoryScope scope, Expression<Func<StoredMemory, bool>> filter, CancellationToken cancellationToken) =>
        await OpenAsync(cancellationToken).ConfigureAwait(false) is RedisVectorCollection<string, StoredMemory> redis
            ? await redis.CountAsync(filter, cancellationToken).ConfigureAwait(false)
            : await FindAsync(scope, filter, 0, int.MaxValue, null, includeVectors: false, cancellationToken).LongCountAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>The memories of a scope that are closest to a vector, with their cosine distance.</summary>
    public async Task<List<(StoredMemory Memory, double Distance)>> NearestAsync(
        MemoryScope scope, ReadOnlyMemory<float> vector, Expression<Func<StoredMemory, bool>> filter, int skip, int top, double? threshold, bool includeVectors, CancellationToken cancellationToken)
    {
        var collection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        var found = new List<(StoredMemory, double)>();
        var options = new VectorSearchOptions<StoredMemory> { Filter = filter, Skip = skip, IncludeVectors = includeVectors, ScoreThreshold = threshold is { } t ? Distance(t) : null };
        await foreach (var result in collection.SearchAsync(vector, top, options, cancellationToken).ConfigureAwait(false))
        {
            var distance = Distance(result.Score ?? throw new NotSupportedException("The vector store gives no scores, which memory needs."));
            if (result.Record.Scope == scope.Key && !(distance > threshold))
            {
                found.Add((result.Record, distance));
            }
        }

        return found;
    }

    /// <summary>Writes memories of a locked scope, in their order.</summary>
    public async Task UpsertAsync(ScopeLock gate, IReadOnlyCollection<StoredMemory> memories, CancellationToken cancellationToken)
    {
        if (memories.Count > 0)
        {
            var collection = await OpenAsync(cancellationToken).ConfigureAwait(false);
            await gate.WriteAsync(token => collection.UpsertAsync(memories, token), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Deletes memories of a locked scope.</summary>
    public async Task DeleteAsync(ScopeLock gate, MemoryScope scope, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count > 0)
        {
            var collection = await OpenAsync(cancellationToken).ConfigureAwait(false);
            await gate.WriteAsync(token => collection.DeleteAsync(ids.Select(id => MemoryKeys.Key(scope, id)), token), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A store's score as a distance, and a distance as its score: both are 1 minus the other for similarities.</summary>
    private double Distance(double score) => _options.DistanceFunction == DistanceFunction.CosineDistance ? score : 1 - score;
}
