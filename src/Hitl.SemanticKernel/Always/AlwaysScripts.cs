namespace Hitl.SemanticKernel;

/// <summary>Scripts on scoped approvals. Keys: the record whose chain has their events, a hash of approvals, the names of tools that have some, the ids of one tool's.</summary>
/// <remarks>The tools are named beside the stops too, which every process knows. Fields of the hash, each followed by the id: d data, u until in ms, m how many, n how many were used.</remarks>
internal static class AlwaysScripts
{
    /// <summary>ARGV: 3 id, 4 data, 5 until in ms, 6 how many, 7 tool, 8 most for a tool.</summary>
    public static readonly string Add = EventScript.With("""
        for _, id in ipairs(redis.call('SMEMBERS', KEYS[4])) do
          local ends, times, used = unpack(redis.call('HMGET', KEYS[2], 'u:' .. id, 'm:' .. id, 'n:' .. id))
          if ends and ends ~= '' and tonumber(ends) <= now() or times and times ~= '' and tonumber(used or '0') >= tonumber(times) then
            redis.call('SREM', KEYS[4], id)
            redis.call('HDEL', KEYS[2], 'd:' .. id, 'u:' .. id, 'm:' .. id, 'n:' .. id)
          end
        end
        if redis.call('SCARD', KEYS[4]) >= tonumber(ARGV[8]) then return refuse('full') end
        event()
        redis.call('HSET', KEYS[2], 'd:' .. ARGV[3], ARGV[4], 'u:' .. ARGV[3], ARGV[5], 'm:' .. ARGV[3], ARGV[6], 'n:' .. ARGV[3], '0')
        redis.call('SADD', KEYS[4], ARGV[3])
        redis.call('SADD', KEYS[3], ARGV[7])
        redis.call('HSET', KEYS[1], 'always', table.concat(redis.call('SMEMBERS', KEYS[3]), '\n'), 'version', 'a' .. ARGV[3])
        return { 'ok' }
        """);

    /// <summary>ARGV: 3 id, 4 tool.</summary>
    public static readonly string Revoke = EventScript.With("""
        if redis.call('SREM', KEYS[4], ARGV[3]) == 0 then return refuse('none') end
        event()
        redis.call('HDEL', KEYS[2], 'd:' .. ARGV[3], 'u:' .. ARGV[3], 'm:' .. ARGV[3], 'n:' .. ARGV[3])
        if redis.call('SCARD', KEYS[4]) == 0 then redis.call('SREM', KEYS[3], ARGV[4]) end
        redis.call('HSET', KEYS[1], 'always', table.concat(redis.call('SMEMBERS', KEYS[3]), '\n'), 'version', 'r' .. ARGV[3])
        return { 'ok' }
        """);

    /// <summary>KEYS: 1 the hash. ARGV: 1 id. Counts a use, when the approval is still in force.</summary>
    public const string Use = """
        local r = redis.call('HMGET', KEYS[1], 'd:' .. ARGV[1], 'u:' .. ARGV[1], 'm:' .. ARGV[1], 'n:' .. ARGV[1])
        local t = redis.call('TIME')
        local now = tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)
        if not r[1] or r[2] ~= '' and tonumber(r[2]) <= now or r[3] ~= '' and tonumber(r[4]) >= tonumber(r[3]) then return { 'none' } end
        return { 'ok', redis.call('HINCRBY', KEYS[1], 'n:' .. ARGV[1], 1) }
        """;
}
