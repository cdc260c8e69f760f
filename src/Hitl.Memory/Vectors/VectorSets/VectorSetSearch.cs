using System.Numerics.Tensors;
using Microsoft.Extensions.VectorData;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>
/// A search: the vector set names candidates, the records decide. Filters, scores and order are computed on the records as they are stored,
/// so what is returned is right whatever the index says. Where the index cannot say enough, the records themselves are gone through.
/// </summary>
internal sealed class VectorSetSearch
{
    /// <summary>How far the cosine of a vector set may be from the real one: it keeps vectors with less precision.</summary>
    private const double CosineTolerance = 0.03;

    /// <summary>More candidates than this are not asked for: going through the records is no slower then.</summary>
    private const int MaxCandidates = 4096;

    /// <summary>So few records that a filter can match are gone through, however small the collection is.</summary>
    private const int FewRecords = 100;

    /// <summary>Going through a record costs as much as looking at so many vectors on the server.</summary>
    private const int VectorsForRecord = 64;

    /// <summary>
    /// Following links under a filter visits all that it takes out on the way. Where it leaves less than so many records for each link
    /// that is followed, looking at each vector costs less.
    /// </summary>
    private const int RecordsForLink = 18;

    /// <summary>A search that wants fewer records measures on so many.</summary>
    private const int MinMeasured = 10;

    private readonly IDatabase _database;
    private readonly VectorServer _server;
    private readonly OpenCollection _open;
    private readonly RecordModel _model;
    private readonly VectorQuery _query;
    private readonly EffortTuner _tuner;
    private readonly VectorSetCommands _commands;
    private readonly RedisKey _set;
    private readonly RecordIndex _index;

    public VectorSetSearch(IDatabase database, VectorServer server, OpenCollection open, RecordModel model, VectorQuery query, EffortTuner tuner)
    {
        (_database, _server, _open, _model, _query, _tuner) = (database, server, open, model, query, tuner);
        _commands = new VectorSetCommands(database, server, open.Settings);
        _set = open.Keys.Vectors(query.Field.StorageName);
        _index = new RecordIndex(database, open.Keys);
    }

    /// <summary>Elements of the vector set that no record names.</summary>
    public List<string> Orphans { get; } = [];

    private bool IsFlat => _query.Field.IndexKind == IndexKind.Flat;

    /// <summary>Runs the search.</summary>
    /// <param name="head">The key of the collection's head.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public async Task<IReadOnlyList<RankedRecord>> RunAsync(RedisKey head, CancellationToken cancellationToken)
    {
        var distance = _query.Field.Distance;
        var lengths = distance.IsCosine ? Task.FromResult(RedisValue.Null) : _database.HashGetAsync(head, VectorSetFit.Flag(_query.Field));
        var isIndexed = distance.IsCosineOnUnitVectors && !(IsFlat && _server.IsEmbedded) && _query.Wanted <= MaxCandidates
            && VectorSetFit.HasDirection(_query.Vector) && (await lengths.ConfigureAwait(false)).IsNull;
        if (isIndexed && _query.Filter is null)
        {
            return await NearestAsync(null, cancellationToken).ConfigureAwait(false) ?? await ScanAsync(null, cancellationToken).ConfigureAwait(false);
        }

        var selection = await _index.SelectAsync(_query.Filter is null ? null : IndexPlanner.Plan(_query.Filter)).ConfigureAwait(false);
        return isIndexed && selection.Count > Math.Max(FewRecords, selection.Total / VectorsForRecord) && await NearestAsync(selection.Count, cancellationToken).ConfigureAwait(false) is { } nearest
            ? nearest
            : await ScanAsync(selection, cancellationToken).ConfigureAwait(false);
    }

    // Null when the index did not name enough records, though there may be more of them.
    private async Task<IReadOnlyList<RankedRecord>?> NearestAsync(long? left, CancellationToken cancellationToken)
    {
        var effort = await EffortAsync(left).ConfigureAwait(false);
        if (effort.IsExact && _server.IsEmbedded)
        {
            return null;
        }

        var filter = _query.Filter is null || _server.IsEmbedded ? null : AttributeFilter.Write(_model, _query.Filter);
        var reader = _query.IncludeVectors ? RecordReader.OfAll(_model) : RecordReader.OfDataAnd(_model, _query.Field);
        var ranking = NewRanking();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var count = FirstCount(); count <= MaxCandidates * 2; count *= 4)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var similar = await _commands.SimilarAsync(_set, _query.Vector, count, effort.Exploration, effort.IsExact, filter).ConfigureAwait(false);
            if (effort.IsMeasured && seen.Count == 0)
            {
                await MeasureAsync(similar, filter).ConfigureAwait(false);
            }

            await RankAsync(ranking, reader, [.. similar.Select(item => item.Element).Where(seen.Add)]).ConfigureAwait(false);
            if (ranking.Count >= _query.Wanted || IsPastThreshold(similar))
            {
                return ranking.Take(_query.Skip);
            }

            if (similar.Length < count)
            {
                // The index has no more to say. Without a filter that is all there is.
                return _query.Filter is null ? ranking.Take(_query.Skip) : null;
            }
        }

        return null;
    }

    // How many records a filter leaves at most counts too; null where there is none.
    private async ValueTask<SearchEffort> EffortAsync(long? left)
    {
        long? size = _tuner.WantsSize ? await _commands.CountAsync(_set).ConfigureAwait(false) : null;
        var effort = _tuner.Next(size);
        return IsFlat ? new(effort.Exploration, IsExact: true)
            : _server.IsEmbedded ? effort with { IsMeasured = false, IsExact = effort.IsExact && !effort.IsMeasured }
            : left < RecordsForLink * (long)effort.Exploration ? effort with { IsExact = true }
            : effort;
    }

    // What following the links of the index would have found of what is really closest.
    private async Task MeasureAsync((string Element, double Cosine)[] all, string? filter)
    {
        var closest = all.Take(Math.Max(MinMeasured, _query.Wanted)).Select(item => item.Element).ToHashSet(StringComparer.Ordinal);
        var hits = new int[EffortTuner.Explorations.Length];
        for (var i = 0; i < hits.Length; i++)
        {
            var found = await _commands.SimilarAsync(_set, _query.Vector, all.Length, EffortTuner.Explorations[i], isExact: false, filter).ConfigureAwait(false);
            hits[i] = found.Count(item => closest.Contains(item.Element));
        }

        _tuner.Note(closest.Count, hits);
    }

    private async Task RankAsync(SearchRanking ranking, RecordReader reader, string[] elements)
    {
        var names = elements.Select(ElementName.Split).ToArray();
        var records = await reader.ReadAsync(_database, _open.Keys, [.. names.Select(name => name.Key)]).ConfigureAwait(false);
        for (var i = 0; i < records.Length; i++)
        {
            if (records[i] is { } record && record.Revision == names[i].Revision)
            {
                Rank(ranking, record);
            }
            else
            {
                Orphans.Add(elements[i]);
            }
        }
    }

    private async Task<IReadOnlyList<RankedRecord>> ScanAsync(IndexSelection? selection, CancellationToken cancellationToken)
    {
        selection ??= await _index.SelectAsync(null).ConfigureAwait(false);
        var ranking = NewRanking();
        var reader = RecordReader.Of(_model, _query.Filter?.Fields ?? [], _query.Field);
        await foreach (var keys in _index.PagesAsync(selection, cancellationToken).ConfigureAwait(false))
        {
            foreach (var record in await reader.ReadAsync(_database, _open.Keys, keys).ConfigureAwait(false))
            {
                if (record is not null)
                {
                    Rank(ranking, record);
                }
            }
        }

        // Only now the rest of those that are wanted is read. Each is judged again, since it may have been written meanwhile.
        var wanted = ranking.Take(_query.Skip);
        var final = NewRanking();
        var whole = _query.IncludeVectors ? RecordReader.OfAll(_model) : RecordReader.OfDataAnd(_model, _query.Field);
        foreach (var record in await whole.ReadAsync(_database, _open.Keys, [.. wanted.Select(ranked => ranked.Record.Key)]).ConfigureAwait(false))
        {
            if (record is not null)
            {
                Rank(final, record);
            }
        }

        return final.Take(0);
    }

    private void Rank(SearchRanking ranking, StoredRecord record)
    {
        if ((_query.Filter?.Matches(record) ?? true) && record.Vector(_query.Field) is { } vector)
        {
            ranking.Add(record, _query.Field.Distance.Score(_query.Vector, vector));
        }
    }

    private SearchRanking NewRanking() => new(_query.Field.Distance, _query.Wanted, _query.Threshold);

    // A few more than are wanted: the index orders vectors by less precise numbers, and some may be left over from before.
    private int FirstCount() => _query.Wanted + Math.Max(5, _query.Wanted / 4);

    private bool IsPastThreshold((string Element, double Cosine)[] similar)
    {
        if (_query.Threshold is not { } threshold || similar.Length == 0)
        {
            return false;
        }

        var best = Math.Min(1, similar[^1].Cosine + CosineTolerance);
        var length = TensorPrimitives.Norm<float>(_query.Vector);
        var score = _query.Field.Distance.Name switch
        {
            DistanceFunction.CosineSimilarity => best,
            DistanceFunction.CosineDistance => 1 - best,
            DistanceFunction.DotProductSimilarity => best * length,
            DistanceFunction.NegativeDotProductSimilarity => -best * length,
            DistanceFunction.EuclideanDistance => Math.Sqrt(Squared(best, length)),
            _ => Squared(best, length),
        };
        return !_query.Field.Distance.Reaches(score, threshold);
    }

    private static double Squared(double cosine, double length) => Math.Max(0, (length * length) + 1 - (2 * length * cosine));
}
