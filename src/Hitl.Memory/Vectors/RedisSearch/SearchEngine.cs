using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>A collection on Redis Search.</summary>
internal sealed class SearchEngine : IHybridEngine
{
    /// <summary>How the schema of such a collection names its store.</summary>
    public const string Kind = "Redis Search";

    private const int BatchSize = 128;

    private readonly VectorConnection _connection;
    private readonly CollectionKeys _keys;
    private readonly RecordModel _model;
    private readonly CollectionSchema _schema;
    private readonly SearchFields _fields;
    private readonly SearchSettings _settings;
    private readonly RecordExpiry _expiry;
    private readonly SearchIndex _index;
    private readonly EffortTuner[] _tuners;
    private volatile OpenSearchCollection? _open;

    public SearchEngine(VectorConnection connection, CollectionKeys keys, RecordModel model, RedisSearchCollectionOptions options, TimeProvider time)
    {
        (_connection, _keys, _model) = (connection, keys, model);
        _schema = CollectionSchema.Of(model, Kind);
        _fields = new SearchFields(model);
        _settings = new([.. _fields.Vectors.Select(vector => SearchIndex.Algorithm(vector.Field))], options.Links, options.BuildExploration, options.TextLanguage ?? "");
        _expiry = new RecordExpiry(model, options);
        _index = new SearchIndex(time);
        _tuners = [.. model.Vectors.Select(_ => new EffortTuner(options.SearchExploration))];
    }

    public async Task<bool> ExistsAsync(CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.KeyExistsAsync(_keys.Head).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        var database = await OpenDatabaseAsync(cancellationToken).ConfigureAwait(false);
        await CollectionRemoval.TidyAsync(database, _keys, cancellationToken).ConfigureAwait(false);
        await OpenAsync(database, await CollectionCatalog.CreateAsync(database, _keys, _schema.ToJson(), _settings.ToString()).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    public async Task DropAsync(CancellationToken cancellationToken)
    {
        _open = null;
        await CollectionRemoval.DropAsync(await _connection.OpenAsync(cancellationToken).ConfigureAwait(false), _keys, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a collection can be made: Redis Search indexes database 0 only.</summary>
    public static bool IsPossible(VectorServer server, IDatabase database) => server.HasSearch && database.Database == 0;

    public Task WriteAsync(IReadOnlyCollection<PreparedRecord> records, CancellationToken cancellationToken) =>
        ChangeAsync(records, async (database, open, batch) =>
            await Task.WhenAll(batch.Select(record => database.ScriptEvaluateAsync(
                SearchScripts.Write, [_keys.Head, open.Keys.Record(record.Key)], Arguments(open, record)))).ConfigureAwait(false), cancellationToken);

    public Task DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        ChangeAsync(keys, async (database, open, batch) =>
            [await database.ScriptEvaluateAsync(SearchScripts.Delete, [_keys.Head, .. batch.Select(open.Keys.Record)], [open.Generation]).ConfigureAwait(false)], cancellationToken);

    public Task<StoredRecord?[]> ReadAsync(IReadOnlyList<string> keys, bool includeVectors, CancellationToken cancellationToken)
    {
        var reader = includeVectors ? RecordReader.OfAll(_model) : RecordReader.OfData(_model);
        return LookAsync((database, open) => reader.ReadAsync(database, open.Keys, keys), cancellationToken);
    }

    public async IAsyncEnumerable<StoredRecord> FindAsync(
        FilterNode filter, RecordOrder? order, int skip, int top, bool includeVectors, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The index is asked for the first time here, so that one who finds it missing makes it again.
        var (database, open) = await LookAsync(static async (database, open) =>
        {
            await SearchCommands.KeysAsync(database, open.Index, "*", 0, 0).ConfigureAwait(false);
            return (database, open);
        }, cancellationToken).ConfigureAwait(false);
        var finder = new SearchFinder(database, open, _model, _fields);
        await foreach (var record in finder.FindAsync(filter, order, skip, top, includeVectors, cancellationToken).ConfigureAwait(false))
        {
            yield return record;
        }
    }

    public async Task<long> CountAsync(FilterNode filter, CancellationToken cancellationToken) => ExactFilter.Is(filter) && !_expiry.IsUsed
        ? await LookAsync((database, open) => SearchCommands.CountAsync(database, open.Index, SearchFilter.Write(_fields, filter)!), cancellationToken).ConfigureAwait(false)
        : await FindAsync(filter, null, 0, int.MaxValue, includeVectors: false, cancellationToken).LongCountAsync(cancellationToken).ConfigureAwait(false);

    public Task<IReadOnlyList<RankedRecord>> SearchAsync(VectorQuery query, CancellationToken cancellationToken) => LookAsync(
        (database, open) => new NearestSearch(database, open, _model, _fields, Tuner(query)).RunAsync(query, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<RankedRecord>> HybridSearchAsync(
        VectorQuery query, DataField text, IReadOnlyCollection<string> keywords, CancellationToken cancellationToken) => LookAsync(
        (database, open) => new HybridSearch(database, open, _model, _fields, Tuner(query)).RunAsync(query, text, keywords, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<RankedRecord>> KeywordSearchAsync(
        DataField text, IReadOnlyCollection<string> keywords, FilterNode? filter, int top, bool includeVectors, CancellationToken cancellationToken) => LookAsync(
        (database, open) => new WordSearch(database, open, _model, _fields).RunAsync(text, keywords, filter, top, includeVectors, cancellationToken), cancellationToken);

    private EffortTuner Tuner(VectorQuery query) => _tuners[query.Field.Ordinal - _model.DataNames.Length];

    private RedisValue[] Arguments(OpenSearchCollection open, PreparedRecord record)
    {
        var (at, after) = _expiry.Of(record);
        var arguments = new List<RedisValue>
        {
            open.Generation,
            at is { } deadline ? deadline : RedisValue.EmptyString,
            after is { } delay ? delay : RedisValue.EmptyString,
        };
        foreach (var entry in record.Fields.Concat(_fields.Of(record)))
        {
            arguments.Add(entry.Name);
            arguments.Add(entry.Value);
        }

        return [.. arguments];
    }

    private async Task ChangeAsync<T>(IEnumerable<T> all, Func<IDatabase, OpenSearchCollection, T[], Task<RedisResult[]>> change, CancellationToken cancellationToken)
    {
        var database = await OpenDatabaseAsync(cancellationToken).ConfigureAwait(false);
        foreach (var batch in all.Chunk(BatchSize))
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var open = _open ?? await OpenAsync(database, cancellationToken).ConfigureAwait(false);
                if ((await change(database, open, batch).ConfigureAwait(false)).All(answer => (int)answer == 1))
                {
                    break;
                }

                _open = null;
            }
        }
    }

    // What is read counts only if the collection is the one that was opened: its generation is asked for on the way.
    private async Task<T> LookAsync<T>(Func<IDatabase, OpenSearchCollection, Task<T>> look, CancellationToken cancellationToken)
    {
        var database = await OpenDatabaseAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var open = _open ?? await OpenAsync(database, cancellationToken).ConfigureAwait(false);
            var generation = database.HashGetAsync(_keys.Head, CollectionCatalog.Generation);
            try
            {
                var seen = await look(database, open).WaitAsync(cancellationToken).ConfigureAwait(false);
                if (await generation.ConfigureAwait(false) == open.Generation)
                {
                    return seen;
                }
            }
            catch (RedisServerException e) when (SearchIndex.IsMissing(e))
            {
            }

            _open = null;
        }
    }

    private async Task<OpenSearchCollection> OpenAsync(IDatabase database, CancellationToken cancellationToken)
    {
        var head = await CollectionCatalog.ReadAsync(database, _keys).WaitAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new CollectionNotFoundException($"The collection '{_keys.Name}' does not exist. Call EnsureCollectionExistsAsync first.")
            {
                VectorStoreSystemName = VectorOperations.SystemName,
                CollectionName = _keys.Name,
            };
        return await OpenAsync(database, head, cancellationToken).ConfigureAwait(false);
    }

    private async Task<OpenSearchCollection> OpenAsync(IDatabase database, CollectionHead head, CancellationToken cancellationToken)
    {
        _schema.ThrowIfDifferent(CollectionSchema.Parse(head.Schema), _keys.Name);
        var open = new OpenSearchCollection(head.Generation, _keys.Generation(head.Generation), SearchSettings.Parse(head.Settings));
        await _index.EnsureReadyAsync(database, open, _fields, head.IsNew, cancellationToken).ConfigureAwait(false);
        return _open = open;
    }

    private async ValueTask<IDatabase> OpenDatabaseAsync(CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        var server = await VectorConnection.ServerAsync(database, cancellationToken).ConfigureAwait(false);
        return IsPossible(server, database) ? database
            : throw new VectorStoreException(server.HasSearch
                ? $"Redis Search indexes database 0 only, and the connection is to database {database.Database}."
                : "The server has no Redis Search (FT.SEARCH). It comes with Redis 8 of redis.io and with Redis Stack.")
            {
                VectorStoreSystemName = VectorOperations.SystemName,
                CollectionName = _keys.Name,
            };
    }
}
