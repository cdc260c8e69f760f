using System.Globalization;
using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>Removes events that are old enough, from the beginning of their chains, and never those of a thread with open calls.</summary>
internal sealed class AuditRetention(RedisStore store, EventWriter events, EventServer server, IReadOnlyList<EventFeed> feeds, SealStore seals)
{
    private const string BeforeName = "before";

    /// <summary>KEYS: stops. Only notes that events are removed.</summary>
    private static readonly string Announce = EventScript.With("""
        event()
        return { 'ok' }
        """);

    /// <summary>KEYS: events, feed. ARGV: 1 the last number to remove, its 2 hash and 3 facts, 4 has streams, 5.. positions in the feed.</summary>
    private const string Remove = """
        local head = string.sub(KEYS[1], 1, -string.len(':events') - 1)
        local open = redis.call('HGET', head, 'open')
        if open and open ~= '' then return { 'open' } end
        local last, removed = tonumber(ARGV[1]), tonumber(redis.call('HGET', KEYS[1], 'bn') or '0')
        if last > removed then
          redis.call('HSET', KEYS[1], 'bn', ARGV[1], 'bh', ARGV[2], 'bf', ARGV[3])
          for n = removed + 1, last do
            local number = string.format('%.0f', n)
            redis.call('HDEL', KEYS[1], 'e:' .. number, 'c:' .. number)
          end
        end
        for i = 5, #ARGV do redis.call(ARGV[4] == '1' and 'XDEL' or 'HDEL', KEYS[2], ARGV[i]) end
        return { 'ok' }
        """;

    /// <summary>Up to when an event says that events were removed.</summary>
    public static DateTimeOffset Before(EventBody body) =>
        DateTimeOffset.TryParse(body.Data?.GetValueOrDefault(BeforeName), CultureInfo.InvariantCulture, out var before) ? before : DateTimeOffset.MinValue;

    /// <summary>Removes what is older than an age.</summary>
    /// <returns>How many events were removed.</returns>
    public async Task<long> TrimAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        var before = await seals.TimeAsync(cancellationToken).ConfigureAwait(false) - (long)age.TotalMilliseconds;
        var (removed, isAnnounced) = (0L, false);
        foreach (var feed in feeds)
        {
            foreach (var chain in await OldAsync(feed, before, cancellationToken).ConfigureAwait(false))
            {
                if (!isAnnounced)
                {
                    // The removal is on record before anything is gone, so that checking the log never takes it for tampering.
                    await AnnounceAsync(before, cancellationToken).ConfigureAwait(false);
                    isAnnounced = true;
                }

                removed += await RemoveAsync(feed, chain.Key, [.. chain], cancellationToken).ConfigureAwait(false);
            }
        }

        if (isAnnounced)
        {
            await ForgetLeavesAsync(before, cancellationToken).ConfigureAwait(false);
        }

        return removed;
    }

    private async Task<IReadOnlyList<IGrouping<string, EventReference>>> OldAsync(EventFeed feed, long before, CancellationToken cancellationToken)
    {
        var old = new List<EventReference>();
        await foreach (var reference in feed.ReadAllAsync(default, cancellationToken).ConfigureAwait(false))
        {
            if (reference.Time >= before)
            {
                break;
            }

            old.Add(reference);
        }

        var chains = old.GroupBy(r => r.Key, StringComparer.Ordinal).ToList();
        var open = await store.AskAsync(database => Task.WhenAll(chains.Select(c => database.HashGetAsync(c.First().Chain, "open"))), cancellationToken).ConfigureAwait(false);
        return [.. chains.Where((_, i) => open[i].IsNullOrEmpty)];
    }

    private Task<RedisResult[]> AnnounceAsync(long before, CancellationToken cancellationToken) => events.TransitionAsync(
        Announce,
        [StopKeys.Stops(store.Keys)],
        [ThreadScript.SchemaVersion, string.Empty],
        new EventDraft
        {
            Kind = EventKinds.AuditTrimmed,
            Actor = EventActor.App,
            Data = new Dictionary<string, string> { [BeforeName] = DateTimeOffset.FromUnixTimeMilliseconds(before).ToString("O", CultureInfo.InvariantCulture) },
        },
        cancellationToken);

    private async Task<long> RemoveAsync(EventFeed feed, string key, IReadOnlyList<EventReference> old, CancellationToken cancellationToken)
    {
        var last = old.MaxBy(r => r.Number)!;
        if (await store.ReadEventAsync(last, cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return 0;
        }

        var hasStreams = await server.HasStreamsAsync(cancellationToken).ConfigureAwait(false);
        RedisValue[] values = [last.Number, stored.Hash, stored.Facts, hasStreams ? "1" : "0", .. old.Select(r => (RedisValue)(hasStreams ? r.Position.ToString() : r.Position.Major))];
        var reply = await store.TransitionAsync(Remove, [key, feed.Key], values, cancellationToken).ConfigureAwait(false);
        return (string)reply[0]! == "ok" ? old.Count : 0;
    }

    private async Task ForgetLeavesAsync(long before, CancellationToken cancellationToken)
    {
        var latest = await seals.LatestAsync(cancellationToken).ConfigureAwait(false);
        for (var number = 1L; number <= latest; number++)
        {
            var (seal, leaves) = await seals.ReadAsync(number, cancellationToken).ConfigureAwait(false);
            if (seal.IsNull || StoredSeal.Parse(seal).Read().Time >= before)
            {
                return;
            }

            if (!leaves.IsNull)
            {
                await seals.ForgetLeavesAsync(number, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
