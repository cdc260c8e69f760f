using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>Seals what was appended since the last seal.</summary>
internal sealed class AuditSealer(RedisStore store, IReadOnlyList<EventFeed> feeds, SealStore seals)
{
    private const string Gone = "gone";

    /// <summary>Makes the next seal.</summary>
    /// <returns>The seal; <see langword="null"/> when there is nothing new, or another process has just sealed.</returns>
    public async Task<AuditSeal?> SealAsync(AuditKeys keys, CancellationToken cancellationToken)
    {
        var latest = await seals.LatestAsync(cancellationToken).ConfigureAwait(false);
        var before = latest == 0 ? null : StoredSeal.Parse((await seals.ReadAsync(latest, cancellationToken).ConfigureAwait(false)).Seal);
        var (heads, positions) = await CollectAsync(before?.Read().Feeds, cancellationToken).ConfigureAwait(false);
        if (heads.Count == 0)
        {
            return null;
        }

        var leaves = await LeavesAsync(heads, cancellationToken).ConfigureAwait(false);
        var payload = JsonSerializer.SerializeToUtf8Bytes(
            new SealPayload
            {
                Number = latest + 1,
                Time = await seals.TimeAsync(cancellationToken).ConfigureAwait(false),
                Previous = before?.Digest ?? string.Empty,
                Root = Convert.ToHexStringLower(MerkleTree.Root([.. leaves.Select(l => l.ToBytes())])),
                Threads = leaves.Count,
                Feeds = positions,
                KeyId = keys.CurrentId,
            },
            EventJson.Relaxed.SealPayload);
        var stored = new StoredSeal(payload, keys.Sign(payload));
        var list = Encoding.UTF8.GetBytes(LedgerRecords.WriteList(leaves.Select(l => Encoding.UTF8.GetString(l.ToBytes()))));
        return await seals.TryAddAsync(latest + 1, stored, list, cancellationToken).ConfigureAwait(false) ? stored.ToSeal() : null;
    }

    /// <summary>The latest event of each chain that has new ones, and up to where each feed was read.</summary>
    private async Task<(Dictionary<string, EventReference> Heads, Dictionary<string, string> Positions)> CollectAsync(IReadOnlyDictionary<string, string>? sealedTo, CancellationToken cancellationToken)
    {
        var heads = new Dictionary<string, EventReference>(StringComparer.Ordinal);
        var positions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var feed in feeds)
        {
            var at = sealedTo?.GetValueOrDefault(feed.Key) is { } position ? FeedPosition.Parse(position) : default;
            await foreach (var reference in feed.ReadAllAsync(at, cancellationToken).ConfigureAwait(false))
            {
                at = reference.Position;
                if (!heads.TryGetValue(reference.Key, out var head) || head.Number < reference.Number)
                {
                    heads[reference.Key] = reference;
                }
            }

            positions[feed.Key] = at.ToString();
        }

        return (heads, positions);
    }

    private async Task<List<SealLeaf>> LeavesAsync(Dictionary<string, EventReference> heads, CancellationToken cancellationToken)
    {
        var leaves = new List<SealLeaf>(heads.Count);
        foreach (var chunk in heads.Values.OrderBy(h => h.Key, StringComparer.Ordinal).Chunk(500))
        {
            var entries = await store.AskAsync(database => Task.WhenAll(chunk.Select(h => database.HashGetAsync(h.Key, EventReader.Entry(h.Number)))), cancellationToken).ConfigureAwait(false);
            leaves.AddRange(chunk.Zip(entries, Leaf));
        }

        return leaves;
    }

    /// <summary>An event that the feed names and that cannot be read is sealed as gone, so that checking the log finds it.</summary>
    private static SealLeaf Leaf(EventReference head, RedisValue entry)
    {
        try
        {
            return entry.IsNull ? new(head.Key, head.Number, Gone, Gone) : Of(head, StoredEvent.Parse(head.Number, entry, RedisValue.Null));
        }
        catch (FormatException)
        {
            return new(head.Key, head.Number, Gone, Gone);
        }
    }

    private static SealLeaf Of(EventReference head, StoredEvent stored) =>
        new(head.Key, head.Number, stored.Hash, Convert.ToHexStringLower(SHA256.HashData(stored.Facts)));
}
