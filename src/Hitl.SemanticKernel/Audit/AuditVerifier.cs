using System.Security.Cryptography;
using System.Text.Json;
using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>Checks chains against themselves, the feeds and the seals.</summary>
internal sealed class AuditVerifier(RedisStore store, IReadOnlyList<EventFeed> feeds, SealStore seals, AuditKeys? keys)
{
    private readonly List<AuditFinding> _findings = [];
    private readonly Dictionary<string, IReadOnlyDictionary<long, StoredEvent>> _sound = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _removed = new(StringComparer.Ordinal);
    private long _events;
    private int _seals;

    /// <summary>Checks the chain of one thread, or everything.</summary>
    /// <param name="only">The key of the events of the chain; <see langword="null"/> for everything.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    public async Task<AuditReport> RunAsync(string? only, CancellationToken cancellationToken)
    {
        var threads = 0;
        foreach (var feed in feeds.Where(f => only is null || only.StartsWith(f.Tag, StringComparison.Ordinal)))
        {
            var (named, end) = await NamedAsync(feed, only, cancellationToken).ConfigureAwait(false);
            if (only is not null)
            {
                named.TryAdd(only, []);
            }

            foreach (var (key, numbers) in named)
            {
                await CheckAsync(feed, end, key, numbers, cancellationToken).ConfigureAwait(false);
                threads++;
            }
        }

        await CheckSealsAsync(only, cancellationToken).ConfigureAwait(false);
        return new AuditReport { Events = _events, Threads = threads, Seals = _seals, Findings = _findings };
    }

    private static async Task<(Dictionary<string, HashSet<long>> Named, FeedPosition End)> NamedAsync(EventFeed feed, string? only, CancellationToken cancellationToken)
    {
        var (named, end) = (new Dictionary<string, HashSet<long>>(StringComparer.Ordinal), default(FeedPosition));
        await foreach (var reference in feed.ReadAllAsync(default, cancellationToken).ConfigureAwait(false))
        {
            end = reference.Position;
            if (only is null || reference.Key == only)
            {
                (named.TryGetValue(reference.Key, out var numbers) ? numbers : named[reference.Key] = []).Add(reference.Number);
            }
        }

        return (named, end);
    }

    private async Task CheckAsync(EventFeed feed, FeedPosition end, string key, HashSet<long> named, CancellationToken cancellationToken)
    {
        var threadId = EventKeys.ThreadOf(key);
        var chain = await StoredChain.ReadAsync(store, key, cancellationToken).ConfigureAwait(false);
        _removed[key] = chain.Removed.Number;
        _sound[key] = ChainVerifier.Verify(chain, threadId, _findings);
        _events += chain.Entries.Count;

        foreach (var number in named.Where(n => n > chain.Latest.Number).Order())
        {
            Add(AuditFindingKind.Missing, threadId, number, $"Event {number} is in the feed and gone from the thread.");
        }

        // Events that were appended since the feed was read are looked up behind its end.
        var unnamed = chain.Entries.Keys.Where(n => n > chain.Removed.Number && n <= chain.Latest.Number && !named.Contains(n)).ToHashSet();
        if (unnamed.Count > 0)
        {
            await foreach (var reference in feed.ReadAllAsync(end, cancellationToken).ConfigureAwait(false))
            {
                if (reference.Key == key)
                {
                    unnamed.Remove(reference.Number);
                }
            }
        }

        foreach (var number in unnamed.Order())
        {
            Add(AuditFindingKind.NotInFeed, threadId, number, $"Event {number} is not in the feed.");
        }
    }

    private async Task CheckSealsAsync(string? only, CancellationToken cancellationToken)
    {
        var latest = await seals.LatestAsync(cancellationToken).ConfigureAwait(false);
        var trimmedTo = await TrimmedToAsync(cancellationToken).ConfigureAwait(false);
        var (previous, since) = (string.Empty, DateTimeOffset.MinValue);
        for (var number = 1L; number <= latest; number++)
        {
            var (entry, leaves) = await seals.ReadAsync(number, cancellationToken).ConfigureAwait(false);
            _seals++;
            var seal = Check(number, entry, previous);
            previous = seal?.Digest ?? string.Empty;
            if (seal?.Read() is not { } payload)
            {
                continue;
            }

            var at = DateTimeOffset.FromUnixTimeMilliseconds(payload.Time);
            if (!leaves.IsNull || at >= trimmedTo)
            {
                foreach (var leaf in LeavesOf(payload, leaves).Where(l => only is null || l.Key == only))
                {
                    // What a seal vouches for is younger than the seal before: retention cannot have removed it if that one is too young.
                    await CheckLeafAsync(number, leaf, since < trimmedTo, cancellationToken).ConfigureAwait(false);
                }
            }

            since = at;
        }
    }

    private StoredSeal? Check(long number, RedisValue entry, string previous)
    {
        try
        {
            var seal = entry.IsNull ? null : StoredSeal.Parse(entry);
            var payload = seal?.Read();
            var problem = seal is null || payload is null ? "is gone"
                : payload.Number != number ? "is another one"
                : payload.Previous != previous && number > 1 && previous.Length > 0 ? "does not follow the one before"
                : keys?.Verify(payload.KeyId, seal.Payload, seal.Signature) switch { true => null, false => "was changed", null => "is signed by a key that is not known here" };
            if (problem is not null)
            {
                Add(AuditFindingKind.SealBroken, null, number, $"Seal {number} {problem}.");
            }

            return seal;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            Add(AuditFindingKind.SealBroken, null, number, $"Seal {number} cannot be read.");
            return null;
        }
    }

    private IReadOnlyList<SealLeaf> LeavesOf(SealPayload payload, RedisValue list)
    {
        try
        {
            var leaves = LedgerRecords.ReadBytes((byte[]?)list);
            if (Convert.ToHexStringLower(MerkleTree.Root([.. leaves])) == payload.Root)
            {
                return [.. leaves.Select(SealLeaf.Parse)];
            }
        }
        catch (FormatException)
        {
            // Told below.
        }

        Add(AuditFindingKind.SealBroken, null, payload.Number, $"What seal {payload.Number} vouches for is not on record as it was sealed.");
        return [];
    }

    private async Task CheckLeafAsync(long seal, SealLeaf leaf, bool mayBeRemoved, CancellationToken cancellationToken)
    {
        var threadId = EventKeys.ThreadOf(leaf.Key);
        if (!_sound.TryGetValue(leaf.Key, out var sound))
        {
            // No event of the thread is in the feed: retention removed all of them, or somebody did.
            var chain = await StoredChain.ReadAsync(store, leaf.Key, cancellationToken).ConfigureAwait(false);
            _removed[leaf.Key] = chain.Removed.Number;
            _sound[leaf.Key] = sound = ChainVerifier.Verify(chain, threadId, _findings);
        }

        if (leaf.Number <= _removed[leaf.Key] && mayBeRemoved)
        {
            return;
        }

        if (sound.Count == 0)
        {
            Add(AuditFindingKind.SealedMissing, threadId, 0, $"Seal {seal} vouches for {leaf.Number} events that are gone with the whole thread.");
        }
        else if (!sound.TryGetValue(leaf.Number, out var stored) || stored.Hash != leaf.Hash || Convert.ToHexStringLower(SHA256.HashData(stored.Facts)) != leaf.Facts)
        {
            Add(AuditFindingKind.SealedMissing, threadId, leaf.Number, $"Event {leaf.Number} is not the one that seal {seal} vouches for.");
        }
    }

    /// <summary>Up to when retention has removed what it might, as the app's own chain says.</summary>
    private async Task<DateTimeOffset> TrimmedToAsync(CancellationToken cancellationToken)
    {
        var key = EventKeys.Events(StopKeys.Stops(store.Keys)).ToString();
        var own = _sound.GetValueOrDefault(key)
            ?? ChainVerifier.Verify(await StoredChain.ReadAsync(store, key, cancellationToken).ConfigureAwait(false), null, []);
        return own.Values.Select(e => e.ReadBody()).Where(b => b.Kind == EventKinds.AuditTrimmed).Select(AuditRetention.Before).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
    }

    private void Add(AuditFindingKind kind, string? threadId, long number, string text) => _findings.Add(new AuditFinding(kind, threadId, number, text));
}
