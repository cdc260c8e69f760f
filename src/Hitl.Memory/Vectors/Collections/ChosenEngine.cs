using System.Runtime.CompilerServices;

namespace Hitl.Memory;

/// <summary>
/// A collection whose store the server decides: the one that made it, or for a new one Redis Search where the server has it, else vector
/// sets. What the server offers is asked once per connection.
/// </summary>
/// <param name="connection">The connection.</param>
/// <param name="keys">The keys of the collection.</param>
/// <param name="vectorSets">Makes the engine for vector sets.</param>
/// <param name="search">Makes the engine for Redis Search.</param>
internal sealed class ChosenEngine(
    VectorConnection connection, CollectionKeys keys, Func<VectorSetEngine> vectorSets, Func<SearchEngine> search) : IHybridEngine
{
    private volatile ICollectionEngine? _chosen;

    public async Task<bool> ExistsAsync(CancellationToken cancellationToken)
    {
        var database = await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.KeyExistsAsync(keys.Head).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        _chosen = null;
        await (await EngineAsync(cancellationToken).ConfigureAwait(false)).CreateAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task DropAsync(CancellationToken cancellationToken)
    {
        _chosen = null;
        await CollectionRemoval.DropAsync(await connection.OpenAsync(cancellationToken).ConfigureAwait(false), keys, cancellationToken).ConfigureAwait(false);
    }

    public async Task WriteAsync(IReadOnlyCollection<PreparedRecord> records, CancellationToken cancellationToken) =>
        await (await EngineAsync(cancellationToken).ConfigureAwait(false)).WriteAsync(records, cancellationToken).ConfigureAwait(false);

    public async Task<StoredRecord?[]> ReadAsync(IReadOnlyList<string> records, bool includeVectors, CancellationToken cancellationToken) =>
        await (await EngineAsync(cancellationToken).ConfigureAwait(false)).ReadAsync(records, includeVectors, cancellationToken).ConfigureAwait(false);

    public async Task DeleteAsync(IReadOnlyList<string> records, CancellationToken cancellationToken) =>
        await (await EngineAsync(cancellationToken).ConfigureAwait(false)).DeleteAsync(records, cancellationToken).ConfigureAwait(false);

    public async IAsyncEnumerable<StoredRecord> FindAsync(
        FilterNode filter, RecordOrder? order, int skip, int top, bool includeVectors, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var engine = await EngineAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var record in engine.FindAsync(filter, order, skip, top, includeVectors, cancellationToken).ConfigureAwait(false))
        {
            yield return record;
        }
    }

    public async Task<long> CountAsync(FilterNode filter, CancellationToken cancellationToken) =>
        await (await EngineAsync(cancellationToken).ConfigureAwait(false)).CountAsync(filter, cancellationToken).ConfigureAwait(false);

    public async Task<IReadOnlyList<RankedRecord>> SearchAsync(VectorQuery query, CancellationToken cancellationToken) =>
        await (await EngineAsync(cancellationToken).ConfigureAwait(false)).SearchAsync(query, cancellationToken).ConfigureAwait(false);

    /// <exception cref="NotSupportedException">The collection is on vector sets, which know no words.</exception>
    public async Task<IReadOnlyList<RankedRecord>> HybridSearchAsync(
        VectorQuery query, DataField text, IReadOnlyCollection<string> keywords, CancellationToken cancellationToken) =>
        await EngineAsync(cancellationToken).ConfigureAwait(false) is IHybridEngine hybrid
            ? await hybrid.HybridSearchAsync(query, text, keywords, cancellationToken).ConfigureAwait(false)
            : throw Wordless();

    /// <exception cref="NotSupportedException">The collection is on vector sets, which know no words.</exception>
    public async Task<IReadOnlyList<RankedRecord>> KeywordSearchAsync(
        DataField text, IReadOnlyCollection<string> keywords, FilterNode? filter, int top, bool includeVectors, CancellationToken cancellationToken) =>
        await EngineAsync(cancellationToken).ConfigureAwait(false) is IHybridEngine hybrid
            ? await hybrid.KeywordSearchAsync(text, keywords, filter, top, includeVectors, cancellationToken).ConfigureAwait(false)
            : throw Wordless();

    private NotSupportedException Wordless() => new($"The collection '{keys.Name}' is on vector sets, which cannot be searched by words. That needs Redis Search.");

    private async Task<bool> IsSearchAsync(CancellationToken cancellationToken)
    {
        var database = await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        if (await CollectionCatalog.ReadAsync(database, keys).WaitAsync(cancellationToken).ConfigureAwait(false) is { } head)
        {
            return CollectionSchema.Parse(head.Schema).Kind == SearchEngine.Kind;
        }

        var server = await VectorConnection.ServerAsync(database, cancellationToken).ConfigureAwait(false);
        return SearchEngine.IsPossible(server, database);
    }

    private async ValueTask<ICollectionEngine> EngineAsync(CancellationToken cancellationToken) =>
        _chosen ??= await IsSearchAsync(cancellationToken).ConfigureAwait(false) ? search() : vectorSets();
}
