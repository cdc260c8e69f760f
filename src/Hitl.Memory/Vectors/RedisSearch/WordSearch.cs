using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>A search by words. The server ranks (its BM25 or TF-IDF, whichever is its default), the records decide about the filter.</summary>
internal sealed class WordSearch(IDatabase database, OpenSearchCollection open, RecordModel model, SearchFields fields)
{
    /// <summary>The server gives no more results than this of a search for words.</summary>
    private const int MaxResults = 1_000_000;

    /// <summary>Finds the records that have words.</summary>
    /// <param name="text">The property that has the words.</param>
    /// <param name="keywords">The words; one with several words in it wants all of them.</param>
    /// <param name="filter">What the records must meet; null for all.</param>
    /// <param name="top">How many are wanted.</param>
    /// <param name="includeVectors">Whether their vectors are read.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public async Task<IReadOnlyList<RankedRecord>> RunAsync(
        DataField text, IReadOnlyCollection<string> keywords, FilterNode? filter, int top, bool includeVectors, CancellationToken cancellationToken)
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
        var search = SearchFilter.Both(SearchFilter.Write(fields, filter), $"{SearchFilter.Name(fields.Text(text))}:({words})")!;
        var reader = includeVectors ? RecordReader.OfAll(model) : RecordReader.OfData(model);
        var found = new List<RankedRecord>();
        for (var skip = 0; found.Count < top && skip < MaxResults; skip += top)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await SearchCommands.ScoredAsync(database, open.Index, search, skip, Math.Min(top, MaxResults - skip), parameters).ConfigureAwait(false);
            var records = await reader.ReadAsync(database, open.Keys, [.. page.Select(item => open.Keys.RecordKey(item.Key))]).ConfigureAwait(false);
            for (var i = 0; i < records.Length; i++)
            {
                if (records[i] is { } record && (filter?.Matches(record) ?? true))
                {
                    found.Add(new(record, page[i].Score));
                }
            }

            if (page.Count < top)
            {
                break;
            }
        }

        return found.Count <= top ? found : found[..top];
    }
}
