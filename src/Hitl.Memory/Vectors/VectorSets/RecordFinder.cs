using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>Finds records by a filter, through the indexes.</summary>
/// <param name="database">The database.</param>
/// <param name="open">The collection.</param>
/// <param name="model">Its model.</param>
internal sealed class RecordFinder(IDatabase database, OpenCollection open, RecordModel model)
{
    /// <summary>How many entries of an index are read at least.</summary>
    private const int MinPage = 32;

    private readonly RecordIndex _index = new(database, open.Keys);

    /// <summary>Keys that an index has and whose records are gone.</summary>
    public List<string> Gone { get; } = [];

    /// <summary>Finds records.</summary>
    public async IAsyncEnumerable<StoredRecord> FindAsync(
        FilterNode filter, RecordOrder? order, int skip, int top, bool includeVectors, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var selection = await _index.SelectAsync(IndexPlanner.Plan(filter)).ConfigureAwait(false);
        var wanted = (int)Math.Min(int.MaxValue, (long)skip + top);
        var reader = includeVectors && order is null ? RecordReader.OfAll(model) : RecordReader.OfData(model);
        var found = order is null ? MatchesAsync(selection, filter, reader, cancellationToken)
            : CanWalk(order, selection, wanted) ? WalkAsync(filter, order, Walked(selection, wanted), reader, cancellationToken)
            : SortAsync(selection, filter, order, wanted, reader, cancellationToken);

        var page = new List<StoredRecord>();
        var position = 0;
        await foreach (var record in found.ConfigureAwait(false))
        {
            if (position++ < skip)
            {
                continue;
            }

            if (order is null || !includeVectors)
            {
                yield return record;
            }
            else
            {
                page.Add(record);
            }

            if (position >= wanted)
            {
                break;
            }
        }

        // Sorting went over the data only.
        foreach (var records in page.Chunk(512))
        {
            foreach (var record in await RecordReader.OfAll(model).ReadAsync(database, open.Keys, [.. records.Select(record => record.Key)]).ConfigureAwait(false))
            {
                if (record is not null)
                {
                    yield return record;
                }
            }
        }
    }

    // Where that reads fewer records than sorting all that the filter may leave.
    private static bool CanWalk(RecordOrder order, IndexSelection selection, int wanted) =>
        order.Terms[0].Field is DataField { IsIndexed: true } field && IndexText.IsSorted(field) && selection.Count > (2 * Walked(selection, wanted)) + MinPage;

    // How many records are met on the way along an index, if those that the filter may leave are spread evenly.
    private static long Walked(IndexSelection selection, int wanted) =>
        (long)Math.Min(long.MaxValue / 4, Math.Ceiling((double)wanted * Math.Max(selection.Total, selection.Count) / Math.Max(1, selection.Count)));

    private async IAsyncEnumerable<StoredRecord> MatchesAsync(
        IndexSelection selection, FilterNode filter, RecordReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var keys in _index.PagesAsync(selection, cancellationToken).ConfigureAwait(false))
        {
            foreach (var record in await ReadAsync(reader, keys).ConfigureAwait(false))
            {
                if (record is not null && filter.Matches(record))
                {
                    yield return record;
                }
            }
        }
    }

    private async IAsyncEnumerable<StoredRecord> SortAsync(
        IndexSelection selection, FilterNode filter, RecordOrder order, int wanted, RecordReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var best = new List<StoredRecord>();
        await foreach (var record in MatchesAsync(selection, filter, reader, cancellationToken).ConfigureAwait(false))
        {
            best.Add(record);
            if (best.Count > (2L * wanted) + 1000)
            {
                best.Sort(order);
                best.RemoveRange(wanted, best.Count - wanted);
            }
        }

        best.Sort(order);
        foreach (var record in best)
        {
            yield return record;
        }
    }

    // Goes along the index of the property that is sorted by first, so that it need not read more than what is wanted and what the
    // filter takes out on the way. Records with the same text are sorted by the rest of the order.
    private async IAsyncEnumerable<StoredRecord> WalkAsync(
        FilterNode filter, RecordOrder order, long walked, RecordReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (field, ascending) = order.Terms[0];
        var firstPage = (int)Math.Clamp(walked + (walked / 4), MinPage, int.MaxValue);
        var entries = _index.EntriesAsync(open.Keys.Index(field.StorageName), default, ascending ? Order.Ascending : Order.Descending, cancellationToken, firstPage);
        var same = new List<StoredRecord>();
        string? text = null;
        await foreach (var page in entries.ConfigureAwait(false))
        {
            var split = page.Select(IndexText.Split).ToArray();
            var records = await ReadAsync(reader, [.. split.Select(entry => entry.Key)]).ConfigureAwait(false);
            for (var i = 0; i < records.Length; i++)
            {
                if (split[i].Text != text)
                {
                    same.Sort(order);
                    foreach (var record in same)
                    {
                        yield return record;
                    }

                    same.Clear();
                    text = split[i].Text;
                }

                if (records[i] is { } read && filter.Matches(read) && IndexText.Of(field, read.Value(field)).Single() == text)
                {
                    same.Add(read);
                }
            }
        }

        same.Sort(order);
        foreach (var record in same)
        {
            yield return record;
        }
    }

    private async Task<StoredRecord?[]> ReadAsync(RecordReader reader, string[] keys)
    {
        var records = await reader.ReadAsync(database, open.Keys, keys).ConfigureAwait(false);
        for (var i = 0; i < keys.Length; i++)
        {
            if (records[i] is null)
            {
                Gone.Add(keys[i]);
            }
        }

        return records;
    }
}
