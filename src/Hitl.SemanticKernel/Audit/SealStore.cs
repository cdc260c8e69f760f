using System.Globalization;
using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>Where seals are kept: a hash with the number of the latest (<c>n</c>), each seal (<c>s:n</c>) and its leaves (<c>l:n</c>).</summary>
internal sealed class SealStore(RedisStore store)
{
    /// <summary>ARGV: 1 latest number known, 2 number, 3 payload, 4 signature, 5 leaves.</summary>
    private const string Put = """
        if (redis.call('HGET', KEYS[1], 'n') or '0') ~= ARGV[1] then return { 'behind' } end
        redis.call('HSET', KEYS[1], 'n', ARGV[2], 's:' .. ARGV[2], #ARGV[3] .. ':' .. ARGV[3] .. #ARGV[4] .. ':' .. ARGV[4], 'l:' .. ARGV[2], ARGV[5])
        return { 'ok' }
        """;

    private const string Time = """
        local t = redis.call('TIME')
        return { 'ok', t[1], t[2] }
        """;

    private readonly RedisKey _key = store.Keys.Tagged("seals");

    /// <summary>The server's clock in milliseconds.</summary>
    public async Task<long> TimeAsync(CancellationToken cancellationToken)
    {
        var reply = await store.TransitionAsync(Time, [_key], [], cancellationToken).ConfigureAwait(false);
        return ((long)reply[1] * 1000) + ((long)reply[2] / 1000);
    }

    public async Task<long> LatestAsync(CancellationToken cancellationToken) =>
        (long)await store.AskAsync(database => database.HashGetAsync(_key, "n"), cancellationToken).ConfigureAwait(false);

    /// <summary>Reads a seal and its leaves, where they are on record.</summary>
    public async Task<(RedisValue Seal, RedisValue Leaves)> ReadAsync(long number, CancellationToken cancellationToken)
    {
        var fields = await store.AskAsync(database => database.HashGetAsync(_key, [Field('s', number), Field('l', number)]), cancellationToken).ConfigureAwait(false);
        return (fields[0], fields[1]);
    }

    /// <summary>Adds a seal, unless another process has added one meanwhile.</summary>
    public async Task<bool> TryAddAsync(long number, StoredSeal seal, byte[] leaves, CancellationToken cancellationToken) =>
        (string)(await store.TransitionAsync(Put, [_key], [number - 1, number, seal.Payload, seal.Signature, leaves], cancellationToken).ConfigureAwait(false))[0]! == "ok";

    /// <summary>Forgets the leaves of a seal: what they vouch for was removed by retention.</summary>
    public Task ForgetLeavesAsync(long number, CancellationToken cancellationToken) =>
        store.AskAsync(database => database.HashDeleteAsync(_key, Field('l', number)), cancellationToken);

    /// <summary>Lets one process at a time do the upkeep.</summary>
    public Task<bool> TryClaimUpkeepAsync(TimeSpan duration, CancellationToken cancellationToken) =>
        store.AskAsync(database => database.StringSetAsync(store.Keys.Tagged("seals", "upkeep"), "1", duration, When.NotExists), cancellationToken);

    private static RedisValue Field(char kind, long number) => string.Create(CultureInfo.InvariantCulture, $"{kind}:{number}");
}
