using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>A collection on vector sets.</summary>
internal sealed class VectorSetEngine : ICollectionEngine
{
    /// <summary>How the schema of such a collection names its store.</summary>
    public const string Kind = "vector sets";

    private readonly VectorConnection _connection;
    private readonly CollectionKeys _keys;
    private readonly RecordModel _model;
    private readonly RedisVectorSetCollectionOptions _options;
    private readonly CollectionSchema _schema;
    private readonly VectorSetWriter _writer;
    private readonly RecordExpiry _expiry;
    private readonly EffortTuner[] _tuners;
    private volatile OpenCollection? _open;

    public VectorSetEngine(VectorConnection connection, CollectionKeys keys, RecordModel model, RedisVectorSetCollectionOptions options, TimeProvider time)
    {
        (_connection, _keys, _model, _options) = (connection, keys, model, options);
        _schema = CollectionSchema.Of(model, Kind);
        _tuners = [.. model.Vectors.Select(_ => new EffortTuner(options.SearchExploration))];
        _expiry = new RecordExpiry(model, options);
        _writer = new VectorSetWriter(keys, model, options, _expiry, time);
    }

    public async Task<bool> ExistsAsync(CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.KeyExistsAsync(_keys.Head).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        await RequireVectorSetsAsync(database, cancellationToken).ConfigureAwait(false);
        await CollectionRemoval.TidyAsync(database, _keys, cancellationToken).ConfigureAwait(false);
        var settings = new VectorSetSettings(_options.Quantization, _options.Links);
        Open(await CollectionCatalog.CreateAsync(database, _keys, _schema.ToJson(), settings.ToString()).ConfigureAwait(false));
    }

    public async Task DropAsync(CancellationToken cancellationToken)
    {
        _open = null;
        await CollectionRemoval.DropAsync(await _connection.OpenAsync(cancellationToken).ConfigureAwait(false), _keys, cancellationToken).ConfigureAwait(false);
    }

    public Task WriteAsync(IReadOnlyCollection<PreparedRecord> records, CancellationToken cancellationToken) =>
        ChangeAsync((database, server, open) => _writer.WriteAsync(database, server, open, records, cancellationToken), cancellationToken);

    public Task DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        ChangeAsync((database, server, open) => _writer.DeleteAsync(database, server, open, keys, cancellationToken), cancellationToken);

    public Task<StoredRecord?[]> ReadAsync(IReadOnlyList<string> keys, bool includeVectors, CancellationToken cancellationToken)
    {
        var reader = includeVectors ? RecordReader.OfAll(_model) : RecordReader.OfData(_model);
        return LookAsync((database, open) => reader.ReadAsync(database, open.Keys, keys), cancellationToken);
    }

    public async IAsyncEnumerable<StoredRecord> FindAsync(
        FilterNode filter, RecordOrder? order, int skip, int top, bool includeVectors, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (database, open) = await LookAsync(static (database, open) => Task.FromResult((database, open)), cancellationToken).ConfigureAwait(false);
        var finder = new RecordFinder(database, open, _model);
        await foreach (var record in finder.FindAsync(filter, order, skip, top, includeVectors, cancellationToken).ConfigureAwait(false))
        {
            yield return record;
        }

        if (finder.Gone.Count > 0)
        {
            var server = await VectorConnection.ServerAsync(database, cancellationToken).ConfigureAwait(false);
            await _writer.TidyAsync(database, server, open, finder.Gone).ConfigureAwait(false);
        }
    }

    // Records that expired are still in the indexes until something tidies up after them.
    public async Task<long> CountAsync(FilterNode filter, CancellationToken cancellationToken) => ExactFilter.Is(filter) && !_expiry.IsUsed
        ? await LookAsync(async (database, open) => (await new RecordIndex(database, open.Keys).SelectAsync(IndexPlanner.Plan(filter)).ConfigureAwait(false)).Count, cancellationToken).ConfigureAwait(false)
        : await FindAsync(filter, null, 0, int.MaxValue, includeVectors: false, cancellationToken).LongCountAsync(cancellationToken).ConfigureAwait(false);

    public Task<IReadOnlyList<RankedRecord>> SearchAsync(VectorQuery query, CancellationToken cancellationToken) => LookAsync(
        async (database, open) =>
        {
            var server = await VectorConnection.ServerAsync(database, cancellationToken).ConfigureAwait(false);
            var search = new VectorSetSearch(database, server, open, _model, query, _tuners[query.Field.Ordinal - _model.DataNames.Length]);
            var found = await search.RunAsync(_keys.Head, cancellationToken).ConfigureAwait(false);
            if (search.Orphans.Count > 0)
            {
                await _writer.TidyAsync(database, server, open, query.Field, search.Orphans).ConfigureAwait(false);
            }

            return found;
        },
        cancellationToken);

    private async Task ChangeAsync(Func<IDatabase, VectorServer, OpenCollection, Task<bool>> change, CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        var server = await RequireVectorSetsAsync(database, cancellationToken).ConfigureAwait(false);
        while (!await change(database, server, _open ?? await OpenAsync(database, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false))
        {
            _open = null;
        }
    }

    // What is read counts only if the collection is the one that was opened: its generation is asked for on the way.
    private async Task<T> LookAsync<T>(Func<IDatabase, OpenCollection, Task<T>> look, CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var open = _open ?? await OpenAsync(database, cancellationToken).ConfigureAwait(false);
            var generation = database.HashGetAsync(_keys.Head, CollectionCatalog.Generation);
            var seen = await look(database, open).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (await generation.ConfigureAwait(false) == open.Generation)
            {
                return seen;
            }

            _open = null;
        }
    }

    private async Task<OpenCollection> OpenAsync(IDatabase database, CancellationToken cancellationToken) =>
        Open(await CollectionCatalog.ReadAsync(database, _keys).WaitAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new CollectionNotFoundException($"The collection '{_keys.Name}' does not exist. Call EnsureCollectionExistsAsync first.")
            {
                VectorStoreSystemName = VectorOperations.SystemName,
                CollectionName = _keys.Name,
            });

    private OpenCollection Open(CollectionHead head)
    {
        _schema.ThrowIfDifferent(CollectionSchema.Parse(head.Schema), _keys.Name);
        return _open = new(head.Generation, _keys.Generation(head.Generation), VectorSetSettings.Parse(head.Settings));
    }

    private async ValueTask<VectorServer> RequireVectorSetsAsync(IDatabase database, CancellationToken cancellationToken)
    {
        var server = await VectorConnection.ServerAsync(database, cancellationToken).ConfigureAwait(false);
        return server.HasVectorSets || _model.Vectors.Count == 0
            ? server
            : throw new VectorStoreException("The server has no vector sets. They need Redis 8 or newer, or the embedded server.")
            {
                VectorStoreSystemName = VectorOperations.SystemName,
                CollectionName = _keys.Name,
            };
    }
}
