using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>Which collections there are: their heads and their names.</summary>
internal static class CollectionCatalog
{
    /// <summary>The field of a head that names its generation.</summary>
    public static readonly RedisValue Generation = "gen";

    private static readonly RedisValue[] HeadFields = [Generation, "schema", "settings"];

    // KEYS: head. ARGV: generation, schema, settings. Returns the head, whoever made it.
    private const string CreateScript = """
        if redis.call('EXISTS', KEYS[1]) == 0 then
          redis.call('HSET', KEYS[1], 'gen', ARGV[1], 'schema', ARGV[2], 'settings', ARGV[3])
        end
        return redis.call('HMGET', KEYS[1], 'gen', 'schema', 'settings')
        """;

    // KEYS: head, deleted. Returns whether there was a collection.
    private const string DropScript = """
        local head = redis.call('HMGET', KEYS[1], 'gen', 'schema')
        if not head[1] then return 0 end
        redis.call('HSET', KEYS[2], head[1], head[2])
        redis.call('DEL', KEYS[1])
        return 1
        """;

    /// <summary>Reads a head.</summary>
    /// <returns>The head, or null when there is no such collection.</returns>
    public static async Task<CollectionHead?> ReadAsync(IDatabase database, CollectionKeys keys) =>
        Head(await database.HashGetAsync(keys.Head, HeadFields).ConfigureAwait(false));

    /// <summary>Makes a collection unless it exists.</summary>
    /// <returns>Its head, which another user may have made with another schema.</returns>
    public static async Task<CollectionHead> CreateAsync(IDatabase database, CollectionKeys keys, string schema, string settings)
    {
        // The name comes first, so that no collection stays unlisted, and again after it, since one who deletes the collection
        // of this name takes it away.
        var names = CollectionKeys.Names(keys.Prefix);
        await database.SetAddAsync(names, keys.Name).ConfigureAwait(false);
        var generation = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(9));
        var head = await database.ScriptEvaluateAsync(CreateScript, [keys.Head], [generation, schema, settings]).ConfigureAwait(false);
        await database.SetAddAsync(names, keys.Name).ConfigureAwait(false);
        var made = Head((RedisValue[])head!)!;
        return made with { IsNew = made.Generation == generation };
    }

    /// <summary>Deletes a head. What the collection holds is in <see cref="CollectionKeys.Deleted"/> from then on.</summary>
    public static async Task DropAsync(IDatabase database, CollectionKeys keys)
    {
        await database.ScriptEvaluateAsync(DropScript, [keys.Head, keys.Deleted]).ConfigureAwait(false);
        var names = CollectionKeys.Names(keys.Prefix);
        await database.SetRemoveAsync(names, keys.Name).ConfigureAwait(false);
        if (await database.KeyExistsAsync(keys.Head).ConfigureAwait(false))
        {
            await database.SetAddAsync(names, keys.Name).ConfigureAwait(false);
        }
    }

    /// <summary>The names of the collections of a prefix.</summary>
    public static async IAsyncEnumerable<string> NamesAsync(IDatabase database, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var name in database.SetScanAsync(CollectionKeys.Names(prefix)).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (await database.KeyExistsAsync(new CollectionKeys(prefix, name!).Head).ConfigureAwait(false))
            {
                yield return name!;
            }
        }
    }

    private static CollectionHead? Head(RedisValue[] values) =>
        values[0].IsNull ? null : new(values[0]!, values[1]!, values[2]!);
}
