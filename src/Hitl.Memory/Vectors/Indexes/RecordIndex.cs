using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>Follows the indexes of a collection.</summary>
/// <param name="database">The database.</param>
/// <param name="keys">The keys of the collection.</param>
internal sealed class RecordIndex(IDatabase database, GenerationKeys keys)
{
    private const int PageSize = 512;

    /// <summary>Chooses the cheapest way through a plan. All sizes are asked for in one round trip.</summary>
    /// <param name="plan">The plan; null for all records.</param>
    public async Task<IndexSelection> SelectAsync(IndexPlan? plan)
    {
        var total = database.SortedSetLengthAsync(keys.Members);
        var sizes = new Dictionary<IndexPlan.Ranges, Task<long>[]>(ReferenceEqualityComparer.Instance);
        Ask(plan, sizes);
        var size = await total.ConfigureAwait(false);
        var all = new IndexSelection(size, [], [], IsAll: true) { Total = size };
        if (plan is null)
        {
            return all;
        }

        var chosen = await ChooseAsync(plan, sizes).ConfigureAwait(false);
        return chosen.Count <= size ? chosen with { Total = size } : all;
    }

    /// <summary>The keys of the records of a selection, in pages.</summary>
    public async IAsyncEnumerable<string[]> PagesAsync(IndexSelection selection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (selection.IsAll)
        {
            await foreach (var page in EntriesAsync(keys.Members, default, Order.Ascending, cancellationToken).ConfigureAwait(false))
            {
                yield return [.. page.Select(key => (string)key!)];
            }

            yield break;
        }

        var met = selection.HasRepeats ? new HashSet<string>(StringComparer.Ordinal) : null;
        foreach (var page in selection.Keys.Where(key => met?.Add(key) ?? true).Chunk(PageSize))
        {
            yield return page;
        }

        foreach (var (field, range) in selection.Ranges)
        {
            await foreach (var page in EntriesAsync(keys.Index(field.StorageName), range, Order.Ascending, cancellationToken).ConfigureAwait(false))
            {
                yield return [.. page.Select(entry => IndexText.Split(entry).Key).Where(key => met?.Add(key) ?? true)];
            }
        }
    }

    /// <summary>The entries of an index in an order, in pages. They begin with a first size and double.</summary>
    public async IAsyncEnumerable<RedisValue[]> EntriesAsync(
        RedisKey index, IndexRange range, Order order, [EnumeratorCancellation] CancellationToken cancellationToken, int firstPage = PageSize)
    {
        var size = Math.Min(firstPage, PageSize);
        RedisValue min = range.Min, max = range.Max;
        var exclude = Exclude.Stop;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await database.SortedSetRangeByValueAsync(index, min, max, exclude, order, 0, size).ConfigureAwait(false);
            if (page.Length > 0)
            {
                yield return page;
            }

            if (page.Length < size)
            {
                yield break;
            }

            size = Math.Min(size * 2, PageSize);

            // The next page begins behind the last entry, wherever others were added or taken away meanwhile.
            if (order == Order.Ascending)
            {
                (min, exclude) = (page[^1], Exclude.Both);
            }
            else
            {
                (max, exclude) = (page[^1], Exclude.Stop);
            }
        }
    }

    private void Ask(IndexPlan? plan, Dictionary<IndexPlan.Ranges, Task<long>[]> sizes)
    {
        switch (plan)
        {
            case IndexPlan.Ranges ranges:
                var index = keys.Index(ranges.Field.StorageName);
                sizes[ranges] = [.. ranges.Values.Select(range => database.SortedSetLengthByValueAsync(index, range.Min, range.Max, Exclude.Stop))];
                break;
            case IndexPlan.Union union:
                foreach (var part in union.Parts)
                {
                    Ask(part, sizes);
                }

                break;
            case IndexPlan.Choice choice:
                foreach (var part in choice.Parts)
                {
                    Ask(part, sizes);
                }

                break;
        }
    }

    private static async Task<IndexSelection> ChooseAsync(IndexPlan plan, Dictionary<IndexPlan.Ranges, Task<long>[]> sizes)
    {
        switch (plan)
        {
            case IndexPlan.Keys { Values: var values }:
                return new(values.Count, values, [], IsAll: false);
            case IndexPlan.Ranges ranges:
                var counts = await Task.WhenAll(sizes[ranges]).ConfigureAwait(false);
                return new(counts.Sum(), [], [.. ranges.Values.Where((_, i) => counts[i] > 0).Select(range => (ranges.Field, range))], IsAll: false);
            case IndexPlan.Union union:
                var sum = new IndexSelection(0, [], [], IsAll: false);
                foreach (var part in union.Parts)
                {
                    var chosen = await ChooseAsync(part, sizes).ConfigureAwait(false);
                    sum = new(sum.Count + chosen.Count, [.. sum.Keys, .. chosen.Keys], [.. sum.Ranges, .. chosen.Ranges], IsAll: false);
                }

                return sum;
            default:
                IndexSelection? best = null;
                foreach (var part in ((IndexPlan.Choice)plan).Parts)
                {
                    var chosen = await ChooseAsync(part, sizes).ConfigureAwait(false);
                    best = best is null || chosen.Count < best.Count ? chosen : best;
                }

                return best!;
        }
    }
}
