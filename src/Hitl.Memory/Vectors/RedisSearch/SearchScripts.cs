namespace Hitl.Memory;

/// <summary>The scripts that change the records of a collection. The index follows each of their commands at once.</summary>
internal static class SearchScripts
{
    /// <summary>
    /// Writes a record. KEYS: head, record. ARGV: generation, when it expires, after how long it expires (milliseconds, or empty), fields
    /// and values. Returns 0 when the generation is gone.
    /// </summary>
    public const string Write = """
        if redis.call('HGET', KEYS[1], 'gen') ~= ARGV[1] then return 0 end
        local names = {}
        for i = 4, #ARGV, 2 do names[ARGV[i]] = true end
        local stale = {}
        for _, name in ipairs(redis.call('HKEYS', KEYS[2])) do
          if not names[name] then stale[#stale + 1] = name end
        end
        redis.call('HSET', KEYS[2], unpack(ARGV, 4))
        if #stale > 0 then redis.call('HDEL', KEYS[2], unpack(stale)) end
        if ARGV[2] ~= '' then
          redis.call('PEXPIREAT', KEYS[2], ARGV[2])
        elseif ARGV[3] ~= '' then
          redis.call('PEXPIRE', KEYS[2], ARGV[3])
        else
          redis.call('PERSIST', KEYS[2])
        end
        return 1
        """;

    /// <summary>Deletes records. KEYS: head, records. ARGV: generation. Returns 0 when the generation is gone.</summary>
    public const string Delete = """
        if redis.call('HGET', KEYS[1], 'gen') ~= ARGV[1] then return 0 end
        redis.call('UNLINK', unpack(KEYS, 2))
        return 1
        """;
}
