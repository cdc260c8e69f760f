using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>Where people watch the calls that run at once because the policy says so (<see cref="Verdict.Monitor"/>).</summary>
/// <remarks>
/// Each is put on record, and here, in one step before it runs, whatever the durability is and whoever made it. The newest 1,000 of
/// each partition are kept. To stop what is seen, use <see cref="OversightStop"/>. Safe for concurrent use.
/// </remarks>
public sealed class MonitoredCalls
{
    private const int Page = 1000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly RedisStore _store;
    private readonly StoreSignal _signal;
    private readonly TimeProvider _time;

    internal MonitoredCalls(RedisStore store, TimeProvider time)
    {
        _store = store;
        _signal = new StoreSignal(store, store.Keys.Key(LedgerKeys.Monitored));
        _time = time;
    }

    /// <summary>Lists watched calls, the newest first, with what became of them so far.</summary>
    /// <param name="limit">At most how many, 1 to 1000. Default 100.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not between 1 and 1000.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<IReadOnlyList<MonitoredCall>> ListAsync(int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, Page);
        var newest = await ReadAsync((database, key, _) => database.SortedSetRangeByRankWithScoresAsync(key, 0, limit - 1, Order.Descending), cancellationToken).ConfigureAwait(false);
        return await ReadCallsAsync(newest.SelectMany(p => p).OrderByDescending(e => e.Score).Take(limit), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives each watched call when it is recorded, milliseconds later and about when it begins to run; read it again for its result.</summary>
    /// <param name="since">
    /// Goes on from this moment of the server's clock, as <see cref="CallRecord.RecordedAt"/> of the last call that was seen: calls of that
    /// very millisecond come again. Default <see langword="null"/>: only calls from now on.
    /// </param>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The calls, in the order in which they were recorded as far as they are in one thread. It does not end by itself.</returns>
    /// <exception cref="OversightUnavailableException">The store did not answer. Watch again with <paramref name="since"/>, and nothing is lost that is still kept.</exception>
    public async IAsyncEnumerable<MonitoredCall> WatchAsync(DateTimeOffset? since = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        var subscription = await SubscribeAsync(() => wake.Writer.TryWrite(true), cancellationToken).ConfigureAwait(false);
        await using var subscribed = subscription.ConfigureAwait(false);
        var timer = _time.CreateTimer(_ => wake.Writer.TryWrite(true), state: null, Interval, Interval);
        await using var ticking = timer.ConfigureAwait(false);

        var seen = since is { } from
            ? [.. Enumerable.Repeat((double)from.ToUnixTimeMilliseconds() - 1, _store.Keys.Partitions)]
            : (await ReadAsync((database, key, _) => database.SortedSetRangeByRankWithScoresAsync(key, 0, 0, Order.Descending), cancellationToken).ConfigureAwait(false))
                .Select(p => p is [{ Score: var score }] ? score : 0).ToArray();
        do
        {
            SortedSetEntry[][] news;
            do
            {
                news = await ReadAsync((database, key, p) => database.SortedSetRangeByScoreWithScoresAsync(key, seen[p], exclude: Exclude.Start, take: Page), cancellationToken).ConfigureAwait(false);
                foreach (var call in await ReadCallsAsync(news.SelectMany(p => p).OrderBy(e => e.Score), cancellationToken).ConfigureAwait(false))
                {
                    yield return call;
                }

                seen = [.. seen.Zip(news, (score, entries) => entries.Length == 0 ? score : entries[^1].Score)];
            }
            while (news.Any(p => p.Length == Page));
        }
        while (await wake.Reader.ReadAsync(cancellationToken).ConfigureAwait(false));
    }

    private Task<T[]> ReadAsync<T>(Func<IDatabase, RedisKey, int, Task<T>> read, CancellationToken cancellationToken) =>
        AnswerAsync(database => Task.WhenAll(Enumerable.Range(0, _store.Keys.Partitions).Select(p => read(database, _store.Keys.Key(p, LedgerKeys.Monitored), p))), cancellationToken);

    private async Task<IReadOnlyList<MonitoredCall>> ReadCallsAsync(IEnumerable<SortedSetEntry> entries, CancellationToken cancellationToken)
    {
        var ids = entries.Select(e => LedgerRecords.ReadList(e.Element)).Select(l => (ThreadId: l[0], CallId: l[1])).ToList();
        var records = ids.Count == 0 ? [] : await AnswerAsync(
            database => Task.WhenAll(ids.Select(i => database.HashGetAsync(LedgerKeys.Calls(_store.Keys.Thread(i.ThreadId)), LedgerRecords.FieldsOf(i.CallId)))),
            cancellationToken).ConfigureAwait(false);
        return [.. ids.Zip(records).Where(c => !c.Second[0].IsNull)
            .Select(c => new MonitoredCall(c.First.ThreadId, CallRecord.From(LedgerRecords.ReadCall(c.First.CallId, c.Second))))];
    }

    private async Task<T> AnswerAsync<T>(Func<IDatabase, Task<T>> ask, CancellationToken cancellationToken)
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

    private async Task<IAsyncDisposable> SubscribeAsync(Action woken, CancellationToken cancellationToken)
    {
        try
        {
            return await _signal.SubscribeAsync(woken, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e)
        {
            throw new OversightUnavailableException(e);
        }
    }
}
