namespace Hitl.Memory;

/// <summary>The scripts that change the records of a collection. Vector sets are never touched in a script: the embedded server cannot do that.</summary>
internal static class VectorSetScripts
{
    // A trace is what a record leaves to be tidied up when the server lets it expire: its revision and the texts of its index entries.
    private const string Prelude = """
        local HEAD, RECORD, MEMBERS, EXPIRING, TRACES = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
        local GENERATION, KEY = ARGV[1], ARGV[2]

        if redis.call('HGET', HEAD, 'gen') ~= GENERATION then return false end

        local function entries(packed, command, ...)
          local at = 1
          while at <= #packed do
            local _, stop, index, length = string.find(packed, '^(%d+):(%d+):', at)
            at = stop + length + 1
            local entry = string.sub(packed, stop + 1, at - 1) .. '\0' .. KEY
            if command == 'ZADD' then
              redis.call('ZADD', KEYS[5 + index], 0, entry)
            else
              redis.call('ZREM', KEYS[5 + index], entry)
            end
          end
        end

        local function before()
          local record = redis.call('HMGET', RECORD, '$r', '$i')
          if record[1] then return record[1], record[2], true end
          local trace = redis.call('HGET', TRACES, KEY)
          if trace then return string.sub(trace, 1, 12), string.sub(trace, 13), false end
          return '', '', false
        end

        """;

    /// <summary>
    /// Writes a record with its index entries. KEYS: head, record, members, expiring, traces, the indexes. ARGV: generation, key, revision,
    /// when it expires, after how long it expires (milliseconds, or empty), packed index texts, number of flags, flags of the head, fields and values.
    /// Returns the revision it replaces, empty when there is none, or nothing when the generation is gone.
    /// </summary>
    public const string Write = Prelude + """
        local revision, at, after, packed = ARGV[3], ARGV[4], ARGV[5], ARGV[6]
        local flags = tonumber(ARGV[7])
        local old, was = before()
        if was ~= packed then
          entries(was, 'ZREM')
          entries(packed, 'ZADD')
        end
        for i = 8, 7 + flags do redis.call('HSET', HEAD, ARGV[i], '1') end
        redis.call('DEL', RECORD)
        redis.call('HSET', RECORD, '$r', revision, '$i', packed, unpack(ARGV, 8 + flags))
        if after ~= '' then
          local t = redis.call('TIME')
          at = string.format('%.0f', tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000) + tonumber(after))
        end
        if at ~= '' then
          redis.call('PEXPIREAT', RECORD, at)
          redis.call('ZADD', EXPIRING, at, KEY)
          redis.call('HSET', TRACES, KEY, revision .. packed)
        else
          redis.call('ZREM', EXPIRING, KEY)
          redis.call('HDEL', TRACES, KEY)
        end
        redis.call('ZADD', MEMBERS, 0, KEY)
        return old
        """;

    /// <summary>
    /// Deletes a record with its index entries. KEYS as for <see cref="Write"/>. ARGV: generation, key, and whether a record that is still
    /// there is left alone (1) or deleted (0). Returns its revision, empty when there is none or it was left alone, or nothing when the generation is gone.
    /// </summary>
    public const string Delete = Prelude + """
        local old, was, exists = before()
        if exists and ARGV[3] == '1' then return '' end
        entries(was, 'ZREM')
        redis.call('DEL', RECORD)
        redis.call('ZREM', MEMBERS, KEY)
        redis.call('ZREM', EXPIRING, KEY)
        redis.call('HDEL', TRACES, KEY)
        return old
        """;
}
