using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>Finds records by a filter: the index leads to them, the records decide.</summary>
internal sealed class SearchFinder
{
    /// <summary>How many records are asked for at once before they are read a page at a time.</summary>
    private const int MaxFirst = 1000;

    private const int Spare = 50;

    private readonly IDatabase _database;
    private readonly OpenSearchCollection _open;
    private readonly RecordModel _model;
    private readonly SearchFields _fields;
    private readonly SearchCommands _commands;
    private readonly int[] _data;

    public SearchFinder(IDatabase database, OpenSearchCollection open, RecordModel model, SearchFields fields)
    {
        (_database, _open, _model, _fields) = (database, open, model, fields);
        _commands = new SearchCommands(database, open, model);
        _data = [.. Enumerable.Range(0, model.DataNames.Length)];
    }

    /// <summary>Finds records, in an order if one is given, without the first ones.</summary>
    public async IAsyncEnumerable<StoredRecord> FindAsync(
        FilterNode filter, RecordOrder? order, int skip, int top, bool includeVectors, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var wanted = (int)Math.Min(int.MaxValue, (long)skip + top);
        var found = order is null ? MatchesAsync(filter, null, includeVectors ? null : [], wanted, cancellationToken) : SortedAsync(filter, order, wanted, cancellationToken);
        var page = new List<string>();
        var position = 0;
        await foreach (var record in found.ConfigureAwait(false))
        {
            if (position++ >= skip)
            {
                if (order is null || !includeVectors)
                {
                    yield return record;
                }
                else
                {
                    page.Add(record.Key);
                }
            }

            if (position >= wanted)
            {
                break;
            }
        }

        // Sorting went over the data only.
        foreach (var keys in page.Chunk(MaxFirst))
        {
            foreach (var record in await RecordReader.OfAll(_model).ReadAsync(_database, _open.Keys, keys).ConfigureAwait(false))
            {
                if (record is not null)
                {
                    yield return record;
                }
            }
        }
    }

    /// <summary>Finds all records that a filter matches, in no order.</summary>
    /// <param name="filter">The filter; null matches all.</param>
    /// <param name="query">What the index must find too; null for all.</param>
    /// <param name="vectors">The vectors that are read with the data; null for all.</param>
    /// <param name="wanted">How many of them are wanted at most.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public async IAsyncEnumerable<StoredRecord> MatchesAsync(
        FilterNode? filter, string? query, IReadOnlyList<VectorField>? vectors, int wanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (query is null && KeySelection.Of(filter) is { } selected)
        {
            var reader = vectors is { Count: 0 } ? RecordReader.OfData(_model) : RecordReader.OfAll(_model);
            foreach (var keys in selected.Chunk(MaxFirst))
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (var record in await reader.ReadAsync(_database, _open.Keys, keys).ConfigureAwait(false))
                {
                    if (record is not null && filter!.Matches(record))
                    {
                        yield return record;
                    }
                }
            }

            yield break;
        }

        var text = SearchFilter.Both(SearchFilter.Write(_fields, filter), query) ?? "*";
        int[] ordinals = [.. _data, .. (vectors ?? _model.Vectors).Select(field => field.Ordinal)];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (wanted <= MaxFirst)
        {
            var first = await _commands.FirstAsync(text, ordinals, wanted).WaitAsync(cancellationToken).ConfigureAwait(false);
            foreach (var record in first.Records)
            {
                if (seen.Add(record.Key) && (filter?.Matches(record) ?? true))
                {
                    yield return record;
                }
            }

            if (first.Count < wanted)
            {
                yield break;
            }
        }

        await foreach (var record in _commands.AllAsync(text, ordinals).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (seen.Add(record.Key) && (filter?.Matches(record) ?? true))
            {
                yield return record;
            }
        }
    }

    private async IAsyncEnumerable<StoredRecord> SortedAsync(
        FilterNode filter, RecordOrder order, int wanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (field, ascending) = order.Terms[0];
        if (!_fields.TryNumber(field, out _) || !SearchNumber.IsOrdered(field) || KeySelection.Of(filter) is not null)
        {
            foreach (var record in await SortAsync(filter, null, order, wanted, cancellationToken).ConfigureAwait(false))
            {
                yield return record;
            }

            yield break;
        }

        // Records without a number come first, or last the other way around. They are sorted by the rest of the order.
        var left = wanted;
        foreach (var numberless in ascending ? [true, false] : (bool[])[false, true])
        {
            var part = numberless
                ? await SortAsync(filter, SearchFilter.Numberless(_fields, field), order, left, cancellationToken).ConfigureAwait(false)
                : await FirstAsync(filter, field, ascending, order, left, cancellationToken).ConfigureAwait(false);
            foreach (var record in part)
            {
                yield return record;
            }

            left -= part.Count;
            if (left <= 0)
            {
                yield break;
            }
        }
    }

    private async Task<List<StoredRecord>> SortAsync(FilterNode filter, string? query, RecordOrder order, int wanted, CancellationToken cancellationToken)
    {
        var best = new List<StoredRecord>();
        await foreach (var record in MatchesAsync(filter, query, [], int.MaxValue, cancellationToken).ConfigureAwait(false))
        {
            best.Add(record);
            if (best.Count > (2L * wanted) + MaxFirst)
            {
                Trim(best, order, wanted);
            }
        }

        Trim(best, order, wanted);
        return best;
    }

    // The server sorts by the number of one property. Behind the last record it names there may be more with the same number, so those
    // with the last number do not count unless there are no others.
    private async Task<List<StoredRecord>> FirstAsync(
        FilterNode filter, RecordField field, bool ascending, RecordOrder order, int wanted, CancellationToken cancellationToken)
    {
        var query = SearchFilter.Both(SearchFilter.Write(_fields, filter), SearchFilter.Numbered(_fields, field))!;
        for (var count = wanted + (long)Spare; ; count *= 4)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (count > 100L * MaxFirst)
            {
                return await SortAsync(filter, SearchFilter.Numbered(_fields, field), order, wanted, cancellationToken).ConfigureAwait(false);
            }

            var rows = await _commands.FirstAsync(query, _data, (int)count, _fields.Number(field), ascending).WaitAsync(cancellationToken).ConfigureAwait(false);
            var all = rows.Count < count;
            var last = rows.Records.Count == 0 ? null : SearchNumber.Of(rows.Records[^1].Value(field) ?? double.NaN);
            var best = rows.Records.Where(record => (all || SearchNumber.Of(record.Value(field) ?? double.NaN) != last) && filter.Matches(record)).ToList();
            if (all || best.Count >= wanted)
            {
                Trim(best, order, wanted);
                return best;
            }
        }
    }

    private static void Trim(List<StoredRecord> records, RecordOrder order, int wanted)
    {
        records.Sort(order);
        if (records.Count > wanted)
        {
            records.RemoveRange(wanted, records.Count - wanted);
        }
    }
}
