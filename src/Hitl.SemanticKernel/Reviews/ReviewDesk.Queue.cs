using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

public sealed partial class ReviewDesk
{
    private const int MaxPage = 1000;

    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(5);

    /// <summary>Lists pending reviews, the most urgent first, without their conversations.</summary>
    /// <param name="limit">At most how many, 1 to 1000. Default 100.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not between 1 and 1000.</exception>
    /// <exception cref="StoreMismatchException">A review was written by a newer version, or the store has another number of partitions.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<IReadOnlyList<Review>> ListAsync(int limit = 100, CancellationToken cancellationToken = default) =>
        (await ListAsync(new ReviewQuery(), limit, cancellationToken: cancellationToken).ConfigureAwait(false)).Reviews;

    /// <summary>Lists pending reviews that a query is about, the most urgent first (<see cref="Urgency"/>), without their conversations. Its cost does not grow with the queue.</summary>
    /// <param name="query">Which reviews.</param>
    /// <param name="limit">At most how many, 1 to 1000. Default 100.</param>
    /// <param name="next"><see cref="ReviewPage.Next"/> of the page before. Default: the beginning of the queue.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="ArgumentException"><paramref name="next"/> comes from elsewhere.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not between 1 and 1000.</exception>
    /// <exception cref="StoreMismatchException">A review was written by a newer version, or the store has another number of partitions.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<ReviewPage> ListAsync(ReviewQuery query, int limit = 100, string? next = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxPage);
        var behind = next is null ? null : QueuePosition.Parse(next) ?? throw new ArgumentException("This is no continuation of a page.", nameof(next));
        RedisValue[] values =
        [
            ThreadScript.SchemaVersion,
            string.Empty,
            query.For is null ? string.Empty : LedgerRecords.WriteList(ReviewFacets.Entries(query.For)),
            LedgerRecords.WriteList(query.Facets()),
            Milliseconds(query.MinAge),
            Milliseconds(query.MaxAge),
            limit,
            behind?.Score ?? "-inf",
            behind?.ReviewId ?? string.Empty,
        ];
        var replies = await Task.WhenAll(Partitions(query.ThreadId).Select(p => RunAsync(DeskScripts.Page, p, values, cancellationToken))).ConfigureAwait(false);
        var found = replies.SelectMany(r => (RedisResult[])r[1]!).Select(e => (RedisResult[])e!).Select(e => new QueuePosition((string)e[1]!, (string)e[0]!));
        var ends = replies.Select(r => new QueuePosition((string)r[3]!, (string)r[2]!)).Where(p => p.ReviewId.Length > 0).Order().ToList();
        var page = found.Order().TakeWhile(p => ends.Count == 0 || p.CompareTo(ends[0]) <= 0).Take(limit).ToList();
        var last = page.Count == limit ? page[^1] : ends.FirstOrDefault();
        var reviews = await _reader.ReadAsync([.. page.Select(p => p.ReviewId)], cancellationToken).ConfigureAwait(false);
        return new ReviewPage([.. reviews.Where(r => r.State == ReviewState.Pending)], last?.ToString());
    }

    /// <summary>Counts the pending reviews.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<long> CountAsync(CancellationToken cancellationToken = default) =>
        (await AskAsync(database => Task.WhenAll(Partitions(null).Select(p => database.SortedSetLengthAsync(_store.Keys.Key(p, LedgerKeys.Queue)))), cancellationToken).ConfigureAwait(false)).Sum();

    /// <summary>When the oldest pending review was opened, and how long that is ago by the server's clock; <see langword="null"/> without one. Its cost does not grow with the queue.</summary>
    internal async Task<(DateTimeOffset OpenedAt, TimeSpan Age)?> FindOldestAsync(CancellationToken cancellationToken)
    {
        RedisValue[] values = [ThreadScript.SchemaVersion, string.Empty, (long)Urgency.Longest.TotalMilliseconds];
        var replies = await Task.WhenAll(Partitions(null).Select(p => RunAsync(DeskScripts.Oldest, p, values, cancellationToken))).ConfigureAwait(false);
        return replies.Select(r => ((string)r[1]!, (string)r[2]!)).Where(r => r.Item1.Length > 0).Select(r => (ReviewStatus.Time(r.Item1), ReviewStatus.Time(r.Item2))).OrderBy(r => r.Item1)
            .Select(r => ((DateTimeOffset, TimeSpan)?)(r.Item1, r.Item2 - r.Item1)).FirstOrDefault();
    }

    /// <summary>
    /// Gives all pending reviews that a query is about, the most urgent first, and then each one when it is opened, claimed, released, commented,
    /// escalated, partly decided or decided, within milliseconds and in any process.
    /// </summary>
    /// <param name="query">Which reviews. Default: all. One that asks other people now is given once more, as it then is. Ages count for what is pending at first.</param>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>Reviews as they are when they are given, without conversations. Changes that follow each other quickly may be given as one. It does not end by itself.</returns>
    /// <exception cref="OversightUnavailableException">The store did not answer. Watch again.</exception>
    public async IAsyncEnumerable<Review> WatchAsync(ReviewQuery? query = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        query ??= new ReviewQuery();
        var wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        var subscription = await SubscribeAsync(_ => wake.Writer.TryWrite(true), cancellationToken).ConfigureAwait(false);
        await using var subscribed = subscription.ConfigureAwait(false);
        var timer = _time.CreateTimer(_ => wake.Writer.TryWrite(true), state: null, WatchInterval, WatchInterval);
        await using var ticking = timer.ConfigureAwait(false);

        var partitions = Partitions(query.ThreadId).ToArray();
        var seen = (await ReadChangesAsync(partitions, (database, key, _) => database.SortedSetRangeByRankWithScoresAsync(key, 0, 0, Order.Descending), cancellationToken).ConfigureAwait(false))
            .Select(p => p is [{ Score: var score }] ? score : 0).ToArray();
        HashSet<string> known = new(StringComparer.Ordinal);
        string? next = null;
        do
        {
            var page = await ListAsync(query, next: next, cancellationToken: cancellationToken).ConfigureAwait(false);
            foreach (var review in page.Reviews)
            {
                known.Add(review.Id);
                yield return review;
            }

            next = page.Next;
        }
        while (next is not null);

        while (true)
        {
            await wake.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            SortedSetEntry[][] news;
            do
            {
                news = await ReadChangesAsync(partitions, (database, key, i) => database.SortedSetRangeByScoreWithScoresAsync(key, seen[i], exclude: Exclude.Start, take: MaxPage), cancellationToken).ConfigureAwait(false);
                foreach (var review in await _reader.ReadAsync([.. news.SelectMany(p => p).Select(e => e.Element.ToString())], cancellationToken).ConfigureAwait(false))
                {
                    var (isMeant, wasMeant) = (query.Fits(review), known.Remove(review.Id));
                    if (isMeant && review.State == ReviewState.Pending)
                    {
                        known.Add(review.Id);
                    }

                    if (isMeant || wasMeant)
                    {
                        yield return review;
                    }
                }

                seen = [.. seen.Zip(news, (score, entries) => entries.Length == 0 ? score : entries[^1].Score)];
            }
            while (news.Any(p => p.Length == MaxPage));
        }
    }

    private static RedisValue Milliseconds(TimeSpan? age) => age is { } span ? (long)span.TotalMilliseconds : string.Empty;

    private IEnumerable<int> Partitions(string? threadId) =>
        threadId is null ? Enumerable.Range(0, _store.Keys.Partitions) : [_store.Keys.PartitionOf(threadId)];

    private Task<RedisResult[]> RunAsync(string script, int partition, RedisValue[] values, CancellationToken cancellationToken) =>
        _store.TransitionAsync(script, [.. Enumerable.Repeat<RedisKey>(_store.Keys.Key(partition, LedgerKeys.Queue), 5)], values, cancellationToken);

    private Task<T[]> ReadChangesAsync<T>(int[] partitions, Func<IDatabase, RedisKey, int, Task<T>> read, CancellationToken cancellationToken) =>
        AskAsync(database => Task.WhenAll(partitions.Select((p, i) => read(database, _store.Keys.Key(p, "changes"), i))), cancellationToken);

    private async Task<T> AskAsync<T>(Func<IDatabase, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            var database = await _store.GetDatabaseAsync(cancellationToken).ConfigureAwait(false);
            return await RedisStore.CallAsync(ask(database), cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e)
        {
            throw new OversightUnavailableException(e);
        }
    }

    private async Task<IAsyncDisposable> SubscribeAsync(Action<int> woken, CancellationToken cancellationToken)
    {
        try
        {
            return await _signals.OnChangeAsync(woken, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e)
        {
            throw new OversightUnavailableException(e);
        }
    }
}
