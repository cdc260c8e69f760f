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

    /// <summary>The server gives no more results than this of a search for words.</summary>
    private const int MaxResults = 1_000_000;

    public async Task<IReadOnlyList<RankedRecord>> RunAsync(VectorQuery query, DataField text, IReadOnlyCollection<string> keywords, CancellationToken cancellationToken)
    {
        var pool = Math.Max(MinPool, query.Wanted);
        var close = new NearestSearch(database, open, model, fields, tuner).RunAsync(query with { Skip = 0, Top = pool, Threshold = null }, cancellationToken);
        var worded = await WordedAsync(query, text, keywords, pool, cancellationToken).ConfigureAwait(false);
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
            Add(joined, worded[i], i + 1);
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

    private async Task<IReadOnlyList<StoredRecord>> WordedAsync(
        VectorQuery query, DataField text, IReadOnlyCollection<string> keywords, int pool, CancellationToken cancellationToken)
    {
        var wanted = keywords.Select(keyword => KeywordText.Words(keyword).ToArray()).Where(words => words.Length > 0).ToArray();
        if (wanted.Length == 0)
        {
            return [];
        }

        // Words are parameters, so that none of them is read as a query.
        var names = wanted.SelectMany(words => words).Distinct(StringComparer.Ordinal).Select((word, i) => (word, i)).ToDictionary(entry => entry.word, entry => "w" + entry.i, StringComparer.Ordinal);
        object[] parameters = [.. names.SelectMany(entry => (object[])[entry.Value, entry.Key])];
        var words = string.Join(" | ", wanted.Select(words => $"({string.Join(' ', words.Select(word => "$" + names[word]))})"));
        var search = SearchFilter.Both(SearchFilter.Write(fields, query.Filter), $"{SearchFilter.Name(fields.Text(text))}:({words})")!;
        var reader = query.IncludeVectors ? RecordReader.OfAll(model) : RecordReader.OfData(model);
        var found = new List<StoredRecord>();
        for (var skip = 0; found.Count < pool && skip < MaxResults; skip += pool)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var keys = await SearchCommands.KeysAsync(database, open.Index, search, skip, Math.Min(pool, MaxResults - skip), parameters).ConfigureAwait(false);
            var records = await reader.ReadAsync(database, open.Keys, [.. keys.Select(open.Keys.RecordKey)]).ConfigureAwait(false);
            found.AddRange(records.OfType<StoredRecord>().Where(record => query.Filter?.Matches(record) ?? true));
            if (keys.Count < pool)
            {
                break;
            }
        }

        return found.Count <= pool ? found : found[..pool];
    }
}
