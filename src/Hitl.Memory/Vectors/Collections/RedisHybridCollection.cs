using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;

namespace Hitl.Memory;

/// <summary>A collection of records with vectors in Redis that is searched by vector, by words, or by both.</summary>
/// <typeparam name="TKey">The type of the keys: string, <see cref="Guid"/>, long or int; object for a dynamic collection.</typeparam>
/// <typeparam name="TRecord">The type of the records.</typeparam>
/// <inheritdoc/>
public abstract class RedisHybridCollection<TKey, TRecord> : RedisVectorCollection<TKey, TRecord>, IKeywordHybridSearchable<TRecord>
    where TKey : notnull
    where TRecord : class
{
    private readonly IHybridEngine _engine;

    private protected RedisHybridCollection(string name, RecordModel model, IHybridEngine engine)
        : base(name, model, engine) => _engine = engine;

    /// <summary>Finds the records that are close to a value and have words. Records that have one of the two only are found too, after those that have both.</summary>
    /// <param name="searchValue">A vector, or what an embedding generator makes one of.</param>
    /// <param name="keywords">The words that the full-text property should have. A keyword of several words counts where all of them are.</param>
    /// <param name="top">How many records are wanted, 1 or more.</param>
    /// <param name="options">The vector property and the full-text property where there are several, a filter, and more. The threshold is for the score of the results.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The records, the best first. Their score is the sum of 1 / (60 + rank) over the order by vector and the order by words (reciprocal rank fusion).</returns>
    /// <exception cref="InvalidOperationException">There is no vector or no full-text property, or several of which none is named.</exception>
    /// <exception cref="UnsupportedFilterException">The filter contains what cannot be evaluated on stored records.</exception>
    public async IAsyncEnumerable<VectorSearchResult<TRecord>> HybridSearchAsync<TInput>(
        TInput searchValue, ICollection<string> keywords, int top, HybridSearchOptions<TRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where TInput : notnull
    {
        ArgumentNullException.ThrowIfNull(searchValue);
        ArgumentNullException.ThrowIfNull(keywords);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        options ??= new();
        var includeVectors = Includes(options.IncludeVectors);
        var field = Model.SelectVector<TRecord>(new() { VectorProperty = options.VectorProperty });
        var text = Model.SelectFullText(options.AdditionalProperty);
        var filter = options.Filter is null ? null : FilterTranslator.Translate(Model, options.Filter);
        var vector = await field.QueryAsync(searchValue, cancellationToken).ConfigureAwait(false);
        var query = new VectorQuery(field, vector, filter, options.Skip, top, options.ScoreThreshold, includeVectors);
        foreach (var (record, score) in await RunAsync("HybridSearch", () => _engine.HybridSearchAsync(query, text, [.. keywords], cancellationToken)).ConfigureAwait(false))
        {
            yield return new VectorSearchResult<TRecord>(record.ToRecord<TRecord>(includeVectors), score);
        }
    }

    /// <summary>Finds the records that have words.</summary>
    /// <param name="keywords">The words that the full-text property should have. A keyword of several words counts where all of them are.</param>
    /// <param name="top">How many records are wanted, 1 or more.</param>
    /// <param name="options">The full-text property where there are several, a filter, and more.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The records, the best first. Their score is the server's.</returns>
    /// <exception cref="InvalidOperationException">There is no full-text property, or several of which none is named.</exception>
    /// <exception cref="NotSupportedException">The server has no Redis Search.</exception>
    /// <exception cref="UnsupportedFilterException">The filter contains what cannot be evaluated on stored records.</exception>
    public async IAsyncEnumerable<VectorSearchResult<TRecord>> KeywordSearchAsync(
        ICollection<string> keywords, int top, HybridSearchOptions<TRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keywords);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        options ??= new();
        var includeVectors = Includes(options.IncludeVectors);
        var text = Model.SelectFullText(options.AdditionalProperty);
        var filter = options.Filter is null ? null : FilterTranslator.Translate(Model, options.Filter);
        var wanted = (int)Math.Min(int.MaxValue, (long)options.Skip + top);
        var found = await RunAsync("KeywordSearch", () => _engine.KeywordSearchAsync(text, [.. keywords], filter, wanted, includeVectors, cancellationToken)).ConfigureAwait(false);
        foreach (var (record, score) in found.Skip(options.Skip).Where(ranked => !(ranked.Score < options.ScoreThreshold)))
        {
            yield return new VectorSearchResult<TRecord>(record.ToRecord<TRecord>(includeVectors), score);
        }
    }
}
