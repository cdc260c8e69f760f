using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>
/// A search by vector and by words. Each of them orders records, and the two orders are joined by reciprocal rank: a record's score is the sum
/// of 1 / (60 + its rank), over the orders that have it (Cormack, Clarke and Buettcher, SIGIR 2009).
/// </summary>
internal sealed class HybridSearch(IDatabase database, OpenSearchCollection open, RecordModel model, SearchFields fields, EffortTuner tuner)
{
    private const int Smoothing = 60;

    /// <summary>How many records of each order are joined, at least.</summary>
    private const int MinPool = 200;

    public async Task<IReadOnlyList<RankedRecord>> RunAsync(VectorQuery query, DataField text, IReadOnlyCollection<string> keywords, CancellationToken cancellationToken)
    {
        var pool = Math.Max(MinPool, query.Wanted);
        var close = new NearestSearch(database, open, model, fields, tuner).RunAsync(query with { Skip = 0, Top = pool, Threshold = null }, cancellationToken);
        var worded = await new WordSearch(database, open, model, fields).RunAsync(text, keywords, query.Filter, pool, query.IncludeVectors, cancellationToken).ConfigureAwait(false);
        var joined = new Dictionary<string, RankedRecord>(StringComparer.Ordinal);
        var (rank, position, last) = (0, 0, double.NaN);
        foreach (var (record, score) in await close.ConfigureAwait(false))
        {
            // What is equally close has the same rank.
            position++;
            rank = score == last ? rank : position;
            last = score;
            Add(joined, record, rank);
        }

        for (var i = 0; i < worded.Count; i++)
        {
            Add(joined, worded[i].Record, i + 1);
        }

        return
        [
            .. joined.Values.Where(ranked => query.Threshold is not { } threshold || ranked.Score >= threshold)
                .OrderByDescending(ranked => ranked.Score).ThenBy(ranked => ranked.Record.Key, StringComparer.Ordinal)
                .Skip(query.Skip).Take(query.Top),
        ];
    }

    private static void Add(Dictionary<string, RankedRecord> joined, StoredRecord record, int rank)
    {
        var score = 1d / (Smoothing + rank);
        joined[record.Key] = joined.TryGetValue(record.Key, out var other) ? other with { Score = other.Score + score } : new(record, score);
    }
}
