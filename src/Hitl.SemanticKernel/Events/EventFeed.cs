using System.Globalization;
using System.Runtime.CompilerServices;
using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>The events of all chains of one partition in the order in which they were appended: a stream, or a numbered hash where the server has no streams.</summary>
internal sealed class EventFeed
{
    private const int PageSize = 500;
    private static readonly RedisValue LastField = "last";

    private readonly RedisStore _store;
    private readonly EventServer _server;

    public EventFeed(RedisStore store, EventServer server, string key) => (_store, _server, Key) = (store, server, key);

    public string Key { get; }

    /// <summary>The hash tag of everything in the partition, for keys that one script changes together with the feed.</summary>
    public string Tag => Key[..(Key.IndexOf('}', StringComparison.Ordinal) + 1)];

    /// <summary>Signals that something was appended.</summary>
    public StoreSignal Signal => new(_store, Key);

    /// <summary>The feeds of all partitions, and that of what concerns no single thread.</summary>
    public static IReadOnlyList<EventFeed> All(RedisStore store, EventServer server) =>
    [
        .. Enumerable.Range(0, store.Keys.Partitions).Select(p => new EventFeed(store, server, store.Keys.Key(p, "feed"))),
        new EventFeed(store, server, StopKeys.Stops(store.Keys).Append(":feed").ToString()),
    ];

    /// <summary>Reads entries.</summary>
    /// <param name="after">Those behind this position.</param>
    /// <param name="count">At most how many.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<FeedPage> ReadAsync(FeedPosition after, int count, CancellationToken cancellationToken)
    {
        var hasStreams = await _server.HasStreamsAsync(cancellationToken).ConfigureAwait(false);
        return await _store.AskAsync(
            async database =>
            {
                if (hasStreams)
                {
                    var entries = await database.StreamRangeAsync(Key, $"({after}", count: count).ConfigureAwait(false);
                    return new FeedPage([.. entries.Select(Read)], entries.Length == 0 ? after : FeedPosition.Parse(entries[^1].Id!), entries.Length == count);
                }

                RedisValue[] fields = [LastField, .. Enumerable.Range(1, count).Select(i => (RedisValue)(after.Major + i))];
                var values = await database.HashGetAsync(Key, fields).ConfigureAwait(false);
                var last = values[0].IsNull ? 0 : (long)values[0];
                var end = Math.Min(last, after.Major + count);
                return new FeedPage([.. values.Skip(1).Select((v, i) => Read(after.Major + i + 1, v)).OfType<EventReference>()], new(Math.Max(end, after.Major), 0), end < last);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads all entries, page by page.</summary>
    /// <param name="after">Those behind this position.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async IAsyncEnumerable<EventReference> ReadAllAsync(FeedPosition after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var goesOn = true; goesOn;)
        {
            var page = await ReadAsync(after, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var reference in page.Entries)
            {
                yield return reference;
            }

            (after, goesOn) = (page.End, page.HasMore);
        }
    }

    /// <summary>A position that nothing from a time on is before. Where the server has no streams it is the beginning.</summary>
    public async ValueTask<FeedPosition> BeforeAsync(DateTimeOffset time, CancellationToken cancellationToken) =>
        await _server.HasStreamsAsync(cancellationToken).ConfigureAwait(false) && time.ToUnixTimeMilliseconds() is > 0 and var ms ? new(ms - 1, long.MaxValue) : default;

    private static EventReference Read(StreamEntry entry)
    {
        var position = FeedPosition.Parse(entry.Id!);
        return new(position, entry["k"]!, (long)entry["n"], position.Major);
    }

    private static EventReference? Read(long position, RedisValue entry) =>
        entry.IsNull || LedgerRecords.ReadList(entry) is not [var key, var number, var time]
            ? null
            : new(new(position, 0), key, long.Parse(number, CultureInfo.InvariantCulture), long.Parse(time, CultureInfo.InvariantCulture));
}
