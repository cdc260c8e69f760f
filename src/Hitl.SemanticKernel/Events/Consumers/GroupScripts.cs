namespace Hitl.SemanticKernel;

/// <summary>The scripts of a group on one partition. Keys: group, feed, dead letters, replayed letters.</summary>
/// <remarks>
/// Fields of the group: owner, until and fence (the lease of a process on the partition), cursor (everything up to there is done), delivered
/// (the last that was handed out to anybody). Letters are fields by the position in the feed.
/// </remarks>
internal static class GroupScripts
{
    private const string Clock = """
        local t = redis.call('TIME')
        local now = tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)
        local function text(n) return string.format('%.0f', n) end

        """;

    /// <summary>ARGV: 1 owner, 2 lease ms, 3 start, 4 has streams.</summary>
    public const string Take = Clock + """
        local group = redis.call('HMGET', KEYS[1], 'owner', 'until', 'fence', 'cursor', 'delivered')
        if group[1] and group[1] ~= '' and group[1] ~= ARGV[1] and tonumber(group[2]) > now then
          return { 'busy', text(tonumber(group[2]) - now) }
        end
        local cursor = group[4]
        if not cursor then
          cursor = '0-0'
          if ARGV[3] == 'next' then
            if ARGV[4] == '1' then
              local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)
              if last[1] then cursor = last[1][1] end
            else
              cursor = (redis.call('HGET', KEYS[2], 'last') or '0') .. '-0'
            end
          end
        end
        local fence = text(tonumber(group[3] or '0') + 1)
        redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'until', text(now + tonumber(ARGV[2])), 'fence', fence, 'cursor', cursor, 'delivered', group[5] or cursor)
        return { 'ok', fence, cursor, group[5] or cursor }
        """;

    /// <summary>ARGV: 1 owner, 2 fence, 3 lease ms, 4 cursor, 5 delivered. Returns the letters that are to be replayed.</summary>
    public const string Note = Clock + """
        local group = redis.call('HMGET', KEYS[1], 'owner', 'fence')
        if group[1] ~= ARGV[1] or group[2] ~= ARGV[2] then return { 'lost' } end
        redis.call('HSET', KEYS[1], 'until', text(now + tonumber(ARGV[3])), 'cursor', ARGV[4], 'delivered', ARGV[5])
        if redis.call('HLEN', KEYS[4]) == 0 then return { 'ok' } end
        return { 'ok', redis.call('HGETALL', KEYS[4]) }
        """;

    /// <summary>ARGV: 1 owner, 2 fence.</summary>
    public const string Leave = """
        local group = redis.call('HMGET', KEYS[1], 'owner', 'fence')
        if group[1] ~= ARGV[1] or group[2] ~= ARGV[2] then return { 'lost' } end
        redis.call('HSET', KEYS[1], 'owner', '', 'until', '0')
        return { 'ok' }
        """;

    /// <summary>ARGV: 1 position, 2 letter.</summary>
    public const string SetAside = """
        redis.call('HDEL', KEYS[4], ARGV[1])
        redis.call('HSET', KEYS[3], ARGV[1], ARGV[2])
        return { 'ok' }
        """;

    /// <summary>ARGV: positions.</summary>
    public const string Replay = """
        local moved = 0
        for _, position in ipairs(ARGV) do
          local letter = redis.call('HGET', KEYS[3], position)
          if letter then
            redis.call('HSET', KEYS[4], position, letter)
            redis.call('HDEL', KEYS[3], position)
            moved = moved + 1
          end
        end
        if moved > 0 then redis.call('PUBLISH', KEYS[2], '') end
        return { 'ok', moved }
        """;
}
