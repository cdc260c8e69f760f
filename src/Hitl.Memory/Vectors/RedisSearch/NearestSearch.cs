using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>
/// A vector search: the index names candidates, the records decide. Filters, scores and order are computed on the records as they were
/// found, so what is returned is right whatever the index says.
/// </summary>
internal sealed class NearestSearch(IDatabase database, OpenSearchCollection open, RecordModel model, SearchFields fields, EffortTuner tuner)
{
    /// <summary>More candidates than this are not asked for: going through the records is no slower then.</summary>
    private const int MaxCandidates = 50_000;

    public async Task<IReadOnlyList<RankedRecord>> RunAsync(VectorQuery query, CancellationToken cancellationToken)
    {
        var algorithm = Algorithm(query.Field);
        if (algorithm == SearchSettings.None || query.Wanted > MaxCandidates || KeySelection.Of(query.Filter) is not null)
        {
            return await ScanAsync(query, cancellationToken).ConfigureAwait(false);
        }

        var commands = new SearchCommands(database, open, model);
        var filter = SearchFilter.Write(fields, query.Filter);
        int[] ordinals = [.. Enumerable.Range(0, model.DataNames.Length), .. Vectors(query).Select(field => field.Ordinal)];
        var effort = algorithm == SearchSettings.Hnsw ? await EffortAsync(commands).ConfigureAwait(false) : (SearchEffort?)null;
        for (var count = query.Wanted; count <= MaxCandidates; count *= 4)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rows = await commands.NearestAsync(filter, fields.Vector(query.Field), query.Vector, count, effort, ordinals).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (effort is { IsMeasured: true } && count == query.Wanted)
            {
                await MeasureAsync(commands, query, filter, rows).ConfigureAwait(false);
            }

            var ranking = NewRanking(query);
            var isPastThreshold = false;
            foreach (var record in rows.Records)
            {
                isPastThreshold |= !Rank(ranking, query, record);
            }

            if (ranking.Count >= query.Wanted || rows.Count < count || isPastThreshold)
            {
                return ranking.Take(query.Skip);
            }
        }

        return await ScanAsync(query, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<RankedRecord>> ScanAsync(VectorQuery query, CancellationToken cancellationToken)
    {
        var ranking = NewRanking(query);
        var finder = new SearchFinder(database, open, model, fields);
        await foreach (var record in finder.MatchesAsync(query.Filter, null, Vectors(query), int.MaxValue, cancellationToken).ConfigureAwait(false))
        {
            Rank(ranking, query, record);
        }

        return ranking.Take(query.Skip);
    }

    private async ValueTask<SearchEffort> EffortAsync(SearchCommands commands) =>
        tuner.Next(tuner.WantsSize ? await commands.CountAsync().ConfigureAwait(false) : null);

    // What following the links of the index would have found of what is really closest.
    private async Task MeasureAsync(SearchCommands commands, VectorQuery query, string? filter, SearchRows all)
    {
        var closest = all.Records.Select(record => record.Key).ToHashSet(StringComparer.Ordinal);
        var hits = new int[EffortTuner.Explorations.Length];
        for (var i = 0; i < hits.Length; i++)
        {
            var found = await commands.NearestAsync(
                filter, fields.Vector(query.Field), query.Vector, query.Wanted, new SearchEffort(EffortTuner.Explorations[i]), [0]).ConfigureAwait(false);
            hits[i] = found.Records.Count(record => closest.Contains(record.Key));
        }

        tuner.Note(closest.Count, hits);
    }

    private string Algorithm(VectorField field) => fields.Vectors.Zip(open.Settings.Algorithms).First(vector => vector.First.Field == field).Second;

    private IReadOnlyList<VectorField> Vectors(VectorQuery query) => query.IncludeVectors ? model.Vectors : [query.Field];

    private static SearchRanking NewRanking(VectorQuery query) => new(query.Field.Distance, query.Wanted, query.Threshold);

    // False when the record is not close enough for the threshold.
    private static bool Rank(SearchRanking ranking, VectorQuery query, StoredRecord record)
    {
        if (record.Vector(query.Field) is not { } vector)
        {
            return true;
        }

        var score = query.Field.Distance.Score(query.Vector, vector);
        if (query.Filter?.Matches(record) ?? true)
        {
            ranking.Add(record, score);
        }

        return query.Field.Distance.Reaches(score, query.Threshold);
    }
}
