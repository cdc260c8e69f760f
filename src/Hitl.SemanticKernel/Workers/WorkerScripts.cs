namespace Hitl.SemanticKernel;

/// <summary>Scripts on the threads of a partition that can go on. Key: the sorted set "ready", of heads by the time from which somebody may take them.</summary>
internal static class WorkerScripts
{
    private const string Now = """
        local t = redis.call('TIME')
        local now = tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)
        local function text(n) return string.format('%.0f', n) end

        """;

    /// <summary>ARGV: 1 how many, 2 for how long in ms. Takes threads, so that no other worker does for that long. Returns each with the number of the attempt and whether a call of another thread waits for it, and in how many ms the next one is due.</summary>
    public const string Take = Now + """
        local taken = {}
        for n, head in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', text(now), 'LIMIT', 0, ARGV[1])) do
          redis.call('ZADD', KEYS[1], text(now + tonumber(ARGV[2])), head)
          taken[n] = { head, redis.call('HINCRBY', KEYS[1] .. ':attempts', head, 1), redis.call('HEXISTS', head, 'callers') }
        end
        local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2]
        return { taken, first and text(math.max(0, tonumber(first) - now)) or '' }
        """;

    /// <summary>ARGV: 1 ms, 2.. heads. From when those of them may be taken that are still there.</summary>
    public const string Postpone = Now + """
        for i = 2, #ARGV do
          if redis.call('ZSCORE', KEYS[1], ARGV[i]) then redis.call('ZADD', KEYS[1], text(now + tonumber(ARGV[1])), ARGV[i]) end
        end
        return {}
        """;

    /// <summary>ARGV: 1 head, 2 caller, as an entry of a list. Takes a caller that does not wait any more from a thread that has ended; one with no others is forgotten.</summary>
    public const string Disown = """
        local head = redis.call('HMGET', ARGV[1], 'idle', 'open', 'called', 'callers')
        if head[1] == '1' and (head[2] or '') == '' and head[3] == '' and string.sub(head[4] or '', 1, #ARGV[2]) == ARGV[2] then
          local left = string.sub(head[4], #ARGV[2] + 1)
          if left ~= '' then
            redis.call('HSET', ARGV[1], 'callers', left)
          else
            redis.call('HDEL', ARGV[1], 'callers', 'called')
            redis.call('ZREM', KEYS[1], ARGV[1])
            redis.call('HDEL', KEYS[1] .. ':attempts', ARGV[1])
          end
        end
        return {}
        """;

    /// <summary>ARGV: 1 head. Whether a thread is still to be resumed.</summary>
    public const string IsReady = """
        return { redis.call('ZSCORE', KEYS[1], ARGV[1]) and '1' or '0' }
        """;

    /// <summary>ARGV: 1 head. Forgets a thread.</summary>
    public const string Forget = """
        redis.call('ZREM', KEYS[1], ARGV[1])
        redis.call('HDEL', KEYS[1] .. ':attempts', ARGV[1])
        return {}
        """;
}
