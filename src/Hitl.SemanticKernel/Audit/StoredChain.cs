using System.Globalization;
using System.Security.Cryptography;
using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>Everything that is stored of a chain, for checking it. Of contents only the digests are kept.</summary>
internal sealed class StoredChain
{
    private StoredChain(EventHead latest, EventHead removed) => (Latest, Removed) = (latest, removed);

    /// <summary>The latest event, as the chain's own record says.</summary>
    public EventHead Latest { get; }

    /// <summary>The last event that retention removed.</summary>
    public EventHead Removed { get; }

    /// <summary>The events by the place at which they stand; <see langword="null"/> for one that cannot be read.</summary>
    public SortedDictionary<long, StoredEvent?> Entries { get; } = [];

    /// <summary>SHA-256 of each content by the place at which it stands.</summary>
    public Dictionary<long, string> Contents { get; } = [];

    /// <summary>Reads a chain. Events that are appended meanwhile are left out.</summary>
    public static async Task<StoredChain> ReadAsync(RedisStore store, RedisKey key, CancellationToken cancellationToken)
    {
        RedisValue[] names = [.. EventKeys.Latest, .. EventKeys.Removed];
        var heads = await store.AskAsync(database => database.HashGetAsync(key, names), cancellationToken).ConfigureAwait(false);
        var chain = new StoredChain(EventHead.Read(heads[0], heads[1], heads[2]), EventHead.Read(heads[3], heads[4], heads[5]));
        await store.AskAsync(
            async database =>
            {
                await foreach (var field in database.HashScanAsync(key, pageSize: 500).WithCancellation(cancellationToken).ConfigureAwait(false))
                {
                    chain.Add(field);
                }

                return true;
            },
            cancellationToken).ConfigureAwait(false);
        var now = await store.AskAsync(database => database.HashGetAsync(key, EventKeys.Latest), cancellationToken).ConfigureAwait(false);
        var grownTo = EventHead.Read(now[0], now[1], now[2]).Number;
        foreach (var late in chain.Entries.Keys.Where(n => n > chain.Latest.Number && n <= grownTo).ToList())
        {
            chain.Entries.Remove(late);
            chain.Contents.Remove(late);
        }

        return chain;
    }

    private void Add(HashEntry field)
    {
        var name = field.Name.ToString();
        if (name.Length < 3 || name[1] != ':' || !long.TryParse(name.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var place))
        {
            return;
        }

        if (name[0] == 'c')
        {
            Contents[place] = Convert.ToHexStringLower(SHA256.HashData((byte[])field.Value!));
            return;
        }

        try
        {
            Entries[place] = StoredEvent.Parse(place, field.Value, RedisValue.Null);
        }
        catch (FormatException)
        {
            Entries[place] = null;
        }
    }
}
