using System.Runtime.CompilerServices;
using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>Reads events by chain and by time.</summary>
internal sealed class AuditReader(RedisStore store, IReadOnlyList<EventFeed> feeds)
{
    private const int PageSize = 200;

    /// <summary>Reads a chain from its oldest event on record.</summary>
    public async IAsyncEnumerable<StoredEvent> ReadChainAsync(RedisKey chain, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var key = EventKeys.Events(chain).ToString();
        var ends = await store.AskAsync(database => database.HashGetAsync(key, ["bn", "n"]), cancellationToken).ConfigureAwait(false);
        var (first, last) = ((long)ends[0] + 1, (long)ends[1]);
        while (first <= last)
        {
            var count = (int)Math.Min(PageSize, last - first + 1);
            var page = await ReadAsync([.. Enumerable.Range(0, count).Select(i => new EventReference(default, key, first + i, 0))], cancellationToken).ConfigureAwait(false);
            foreach (var stored in page)
            {
                yield return stored;
            }

            first += count;
        }
    }

    /// <summary>Reads the events of all chains in the order of time.</summary>
    public async IAsyncEnumerable<StoredEvent> ReadAllAsync(DateTimeOffset? from, DateTimeOffset? to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var page = new List<EventReference>(PageSize);
        await foreach (var reference in MergeAsync(from ?? DateTimeOffset.MinValue, to ?? DateTimeOffset.MaxValue, cancellationToken).ConfigureAwait(false))
        {
            page.Add(reference);
            if (page.Count == PageSize)
            {
                foreach (var stored in await ReadAsync(page, cancellationToken).ConfigureAwait(false))
                {
                    yield return stored;
                }

                page.Clear();
            }
        }

        foreach (var stored in await ReadAsync(page, cancellationToken).ConfigureAwait(false))
        {
            yield return stored;
        }
    }

    private async IAsyncEnumerable<EventReference> MergeAsync(DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (low, high) = (from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
        var open = new List<IAsyncEnumerator<EventReference>>();
        var next = new PriorityQueue<IAsyncEnumerator<EventReference>, (long Time, int Feed)>();
        try
        {
            foreach (var (index, feed) in feeds.Index())
            {
                open.Add(feed.ReadAllAsync(await feed.BeforeAsync(from, cancellationToken).ConfigureAwait(false), cancellationToken).GetAsyncEnumerator(cancellationToken));
                await EnqueueAsync(open[index], index).ConfigureAwait(false);
            }

            while (next.TryDequeue(out var feed, out var place))
            {
                yield return feed.Current;
                await EnqueueAsync(feed, place.Feed).ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (var feed in open)
            {
                await feed.DisposeAsync().ConfigureAwait(false);
            }
        }

        async Task EnqueueAsync(IAsyncEnumerator<EventReference> feed, int index)
        {
            while (await feed.MoveNextAsync().ConfigureAwait(false))
            {
                if (feed.Current.Time > high)
                {
                    return;
                }

                if (feed.Current.Time >= low)
                {
                    next.Enqueue(feed, (feed.Current.Time, index));
                    return;
                }
            }
        }
    }

    private async Task<IReadOnlyList<StoredEvent>> ReadAsync(IReadOnlyList<EventReference> references, CancellationToken cancellationToken)
    {
        var fields = await store.AskAsync(
            database => Task.WhenAll(references.Select(r => database.HashGetAsync(r.Key, [EventReader.Entry(r.Number), EventReader.Content(r.Number)]))),
            cancellationToken).ConfigureAwait(false);
        return [.. references.Zip(fields).Where(f => !f.Second[0].IsNull).Select(f => StoredEvent.Parse(f.First.Number, f.Second[0], f.Second[1]))];
    }
}
