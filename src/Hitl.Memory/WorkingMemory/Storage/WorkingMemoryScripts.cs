namespace Hitl.Memory;

/// <summary>One script for each transition of a working memory.</summary>
/// <remarks>
/// Keys: those of <see cref="ThreadScript"/>, then state, items, outbox, due, threads of the scope, those of them that end, work of the scope. ARGV 3 is the
/// thread's id, 4 the scope. Fields of the state: schema, uid (of the log that it is about), version, scope, created, updated, from (the index of the
/// first message that is not summarised), kept (system messages before it), summary, data and dataversion, tokens, cursor (the index of the first message that
/// nothing was extracted from), strategy, ttl, expires, seen (the length of the log when the state last changed). A thread that is under
/// the lease of runs is never deleted here: then the state forgets what it has seen of the log, and the log stays.
/// </remarks>
internal static class WorkingMemoryScripts
{
    private const string Prelude = """
        local STATE, ITEMS, OUTBOX, DUE, THREADS, ENDING, WORK = KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]
        local THREAD, SCOPE = ARGV[3], ARGV[4]
        local TIME = now()

        local function value(name)
          local found = redis.call('HGET', STATE, name)
          if found then return found end
          return ''
        end

        local function number(name) return tonumber(redis.call('HGET', STATE, name) or '0') end
        local function length() return tonumber(redis.call('HGET', HEAD, 'length') or '0') end
        local function uid() return redis.call('HGET', HEAD, 'uid') or '' end

        local function alone()
          local fence = redis.call('HGET', HEAD, 'fence')
          return not fence or fence == '0'
        end

        local function forget(seen)
          local version = number('version')
          redis.call('DEL', STATE, ITEMS)
          redis.call('HSET', STATE, 'schema', ARGV[1], 'uid', uid(), 'version', text(version + 1), 'from', seen, 'cursor', seen, 'seen', seen)
        end

        local function settle()
          local schema = redis.call('HGET', STATE, 'schema')
          if not schema then return nil end
          if tonumber(schema) > tonumber(ARGV[1]) then return { 'newer', schema } end
          local of, ends = value('uid'), value('expires')
          if of ~= '' and of ~= uid() then
            redis.call('DEL', STATE, ITEMS)
          elseif ends ~= '' and tonumber(ends) <= TIME then
            forget(value('seen'))
          end
          local scope = value('scope')
          if scope ~= '' and scope ~= SCOPE then return { 'scope' } end
          return nil
        end

        local function exists() return value('scope') ~= '' or length() > number('from') end

        local function own(ttl)
          if value('scope') == '' then
            redis.call('HSET', STATE, 'schema', ARGV[1], 'scope', SCOPE, 'created', text(TIME), 'ttl', ttl)
            for _, name in ipairs({ 'version', 'from', 'cursor', 'tokens', 'dataversion' }) do redis.call('HSETNX', STATE, name, '0') end
          end
          redis.call('HSET', STATE, 'uid', uid())
        end

        local function finish(renew)
          redis.call('HSET', STATE, 'updated', text(TIME), 'seen', text(length()))
          local version = text(redis.call('HINCRBY', STATE, 'version', 1))
          redis.call('ZADD', THREADS, text(TIME), THREAD)
          local keys = { STATE, ITEMS }
          if alone() then keys = { STATE, ITEMS, HEAD, MESSAGES, INBOX } end
          local ttl, ends = value('ttl'), value('expires')
          if ttl == '' then
            if ends ~= '' then
              redis.call('HDEL', STATE, 'expires')
              redis.call('ZREM', ENDING, THREAD)
              for _, key in ipairs(keys) do redis.call('PERSIST', key) end
            end
            return version
          end
          if renew or ends == '' then
            ends = text(TIME + tonumber(ttl))
            redis.call('HSET', STATE, 'expires', ends)
          end
          redis.call('ZADD', ENDING, ends, THREAD)
          if alone() then
            for _, key in ipairs(keys) do redis.call('PEXPIREAT', key, ends) end
          end
          return version
        end

        local function due(kind, time)
          redis.call('ZADD', DUE, text(time), kind .. THREAD)
          redis.call('SADD', WORK, kind .. THREAD)
        end

        local function done(kind)
          redis.call('ZREM', DUE, kind .. THREAD)
          redis.call('SREM', WORK, kind .. THREAD)
        end

        local function change(name, argument)
          local kind = string.sub(argument, 1, 1)
          if kind == '=' then redis.call('HSET', STATE, name, string.sub(argument, 2))
          elseif kind == '-' then redis.call('HDEL', STATE, name) end
        end

        """;

    /// <summary>No further arguments.</summary>
    public static readonly string Read = ThreadScript.With(Prelude + """
        local refused = settle()
        if refused then return refused end
        if not exists() then return { 'missing' } end
        local from, last, messages = number('from'), length(), {}
        if last > from then messages = redis.call('LRANGE', MESSAGES, from, last - 1) end
        return { 'ok', uid(), value('version'), text(from), value('kept'), value('summary'), value('data'), value('ttl'), value('expires'), value('strategy'),
          value('created'), value('updated'), text(number('cursor')), text(last), messages, redis.call('HVALS', ITEMS), value('dataversion'), text(number('tokens')) }
        """);

    /// <summary>
    /// ARGV: 5 uid of a new log, 6 expected version, 7 data, 8 expected version of the data, 9 summary, 10 time to live, 11 strategy (each '=' and a value,
    /// '-' for none, or empty), 12 time to live of a new one, 13 delay of the extraction, 14 tokens of the messages, 15 tokens that are too many,
    /// 16 whether it is renewed, 17 number of messages, 18.. messages, then ids and items.
    /// </summary>
    public static readonly string Update = ThreadScript.With(Prelude + """
        local version = newer()
        if version then return { 'newer', version } end
        local refused = settle()
        if refused then return refused end
        if ARGV[6] ~= '' and ARGV[6] ~= text(number('version')) then return { 'version', text(number('version')) } end
        if ARGV[8] ~= '' and ARGV[8] ~= text(number('dataversion')) then return { 'data' } end
        local count = tonumber(ARGV[17])
        if count > 0 then
          local left = busy()
          if left then return { 'busy', left } end
          if (redis.call('HGET', HEAD, 'open') or '') ~= '' then return { 'open' } end
          create(ARGV[5])
          append(18, 17 + count)
          commit('idle', '0')
        end
        own(ARGV[12])
        if ARGV[7] ~= '' then
          change('data', ARGV[7])
          redis.call('HINCRBY', STATE, 'dataversion', 1)
        end
        change('summary', ARGV[9])
        if ARGV[10] ~= '' then
          if ARGV[10] == '-' then redis.call('HSET', STATE, 'ttl', '') else change('ttl', ARGV[10]) end
        end
        change('strategy', ARGV[11])
        if count > 0 then
          local tokens = redis.call('HINCRBY', STATE, 'tokens', ARGV[14])
          if ARGV[13] ~= '' then due('x:', TIME + tonumber(ARGV[13])) end
          if ARGV[15] ~= '' and tokens > tonumber(ARGV[15]) then due('s:', TIME) end
        end
        for i = 18 + count, #ARGV, 2 do
          redis.call('HSET', ITEMS, ARGV[i], ARGV[i + 1])
          redis.call('HSET', OUTBOX, ARGV[i], ARGV[i + 1])
          due('p:', TIME)
        end
        return { 'ok', finish(ARGV[16] == '1') }
        """);

    /// <summary>No further arguments.</summary>
    public static readonly string Delete = ThreadScript.With(Prelude + """
        local refused = settle()
        if refused then return refused end
        if not exists() then return { 'missing' } end
        if alone() then
          redis.call('DEL', HEAD, MESSAGES, INBOX, STATE, ITEMS, OUTBOX)
        else
          redis.call('DEL', OUTBOX)
          forget(text(length()))
          redis.call('PERSIST', STATE)
        end
        for _, kind in ipairs({ 'x:', 'p:', 's:' }) do done(kind) end
        redis.call('ZREM', THREADS, THREAD)
        redis.call('ZREM', ENDING, THREAD)
        return { 'ok' }
        """);

    /// <summary>ARGV: 5 uid, 6 expected from, 7 new from, 8 kept, 9 summary, 10 tokens on record when it was read, 11 tokens of what stays, 12 tokens that are too many, or empty when nothing more can be done.</summary>
    public static readonly string Summarize = ThreadScript.With(Prelude + """
        local refused = settle()
        if refused then return refused end
        if uid() ~= ARGV[5] or text(number('from')) ~= ARGV[6] or tonumber(ARGV[7]) > length() then return { 'changed' } end
        own('')
        change('kept', ARGV[8])
        change('summary', ARGV[9])
        local tokens = number('tokens') - tonumber(ARGV[10]) + tonumber(ARGV[11])
        redis.call('HSET', STATE, 'from', ARGV[7], 'tokens', text(tokens))
        if ARGV[12] == '' or tokens <= tonumber(ARGV[12]) then done('s:') end
        finish(false)
        return { 'ok' }
        """);

    /// <summary>ARGV: 5 uid, 6 expected cursor, 7 new cursor, 8.. ids and items for the outbox.</summary>
    public static readonly string Extracted = ThreadScript.With(Prelude + """
        local refused = settle()
        if refused then return refused end
        if uid() ~= ARGV[5] or text(number('cursor')) ~= ARGV[6] or tonumber(ARGV[7]) > length() then return { 'changed' } end
        own('')
        redis.call('HSET', STATE, 'cursor', ARGV[7])
        for i = 8, #ARGV, 2 do
          redis.call('HSET', OUTBOX, ARGV[i], ARGV[i + 1])
          due('p:', TIME)
        end
        if tonumber(ARGV[7]) >= length() then done('x:') end
        finish(false)
        return { 'ok' }
        """);

    /// <summary>ARGV: 5 delay of the extraction or empty, 6 whether a summary may be due, 7 time to live of a new one. What another layer appends, now or soon, is noticed.</summary>
    public static readonly string Notice = ThreadScript.With(Prelude + """
        local refused = settle()
        if refused then return refused end
        own(ARGV[7])
        if ARGV[5] ~= '' then due('x:', TIME + tonumber(ARGV[5])) end
        if ARGV[6] == '1' then due('s:', TIME) end
        finish(true)
        return { 'ok' }
        """);

    /// <summary>ARGV: 5.. ids, items as they were stored in long-term memory, items as they are now. What was changed meanwhile stays in the outbox.</summary>
    public static readonly string Promoted = ThreadScript.With(Prelude + """
        for i = 5, #ARGV, 3 do
          if redis.call('HGET', OUTBOX, ARGV[i]) == ARGV[i + 1] then redis.call('HDEL', OUTBOX, ARGV[i]) end
          if redis.call('HGET', ITEMS, ARGV[i]) == ARGV[i + 1] then redis.call('HSET', ITEMS, ARGV[i], ARGV[i + 2]) end
        end
        if redis.call('HLEN', OUTBOX) == 0 then done('p:') end
        return { 'ok' }
        """);

    /// <summary>ARGV: 5 a kind of work. There is nothing to be done of it.</summary>
    public static readonly string Drop = ThreadScript.With(Prelude + """
        done(ARGV[5])
        return { 'ok' }
        """);

    /// <summary>KEYS: threads, ending. ARGV: how many. The number of threads, and the last ones with the times at which they changed.</summary>
    public const string List = """
        local time = redis.call('TIME')
        local now = string.format('%.0f', tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000))
        for _, thread in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now)) do
          redis.call('ZREM', KEYS[1], thread)
          redis.call('ZREM', KEYS[2], thread)
        end
        return { redis.call('ZCARD', KEYS[1]), redis.call('ZREVRANGE', KEYS[1], 0, tonumber(ARGV[1]) - 1, 'WITHSCORES') }
        """;
}
