namespace Hitl.SemanticKernel;

/// <summary>The counts of one bound: a hash with the start of the window (w), the calls (n) and the amount in millionths (a) in it.</summary>
/// <remarks>Amounts may have more digits than a number of Lua, so the server adds them and they are compared as text.</remarks>
internal static class BoundScripts
{
    /// <summary>KEYS: counts. ARGV: 1 window in ms, 2 most calls or nothing, 3 most amount or nothing, 4 amount. Counts the call, or says how much is used.</summary>
    public const string Reserve = """
        local key, window, calls, most, amount = KEYS[1], tonumber(ARGV[1]), ARGV[2], ARGV[3], ARGV[4]
        local t = redis.call('TIME')
        local now = tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)
        local start = now - now % window
        local known = tonumber(redis.call('HGET', key, 'w') or '-1')
        if known < start then
          redis.call('DEL', key)
          redis.call('HSET', key, 'w', string.format('%.0f', start), 'n', '0', 'a', '0')
          redis.call('PEXPIRE', key, string.format('%.0f', start + window - now + 60000))
        else
          start = known
        end
        local used = redis.call('HMGET', key, 'n', 'a')
        if calls ~= '' and tonumber(used[1]) >= tonumber(calls) then return { 'beyond', used[1], used[2] } end
        if most ~= '' then
          redis.call('HINCRBY', key, 'a', amount)
          local sum = redis.call('HGET', key, 'a')
          if #sum > #most or #sum == #most and sum > most then
            if amount ~= '0' then redis.call('HINCRBY', key, 'a', '-' .. amount) end
            return { 'beyond', used[1], used[2] }
          end
        end
        redis.call('HINCRBY', key, 'n', 1)
        return { 'ok', string.format('%.0f', start) }
        """;

    /// <summary>KEYS: counts. ARGV: 1 start of the window, 2 amount. Takes a call back that was counted in this window.</summary>
    public const string GiveBack = """
        if redis.call('HGET', KEYS[1], 'w') ~= ARGV[1] then return { 'gone' } end
        redis.call('HINCRBY', KEYS[1], 'n', -1)
        if ARGV[2] ~= '0' then redis.call('HINCRBY', KEYS[1], 'a', '-' .. ARGV[2]) end
        return { 'ok' }
        """;
}
