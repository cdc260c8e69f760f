using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>One script for each transition of a thread and its calls.</summary>
/// <remarks>
/// Keys: head, messages, inbox, calls, open, queue; a decision has the review as the seventh. Fields of the calls hash, each
/// followed by the call's id: s state, i may run again, g digest, d data, x decision, r result, a attempts, v review, p parent,
/// w nested calls that wait, t recorded, e settled, y decided. Open is the list of the calls whose batch is not complete.
/// </remarks>
internal static class LedgerScripts
{
    private const string Calls = """
        local CALLS, OPEN, QUEUE = KEYS[4], KEYS[5], KEYS[6]

        local SETTLED = { succeeded = true, failed = true, rejected = true, denied = true, responded = true }

        local function field(name, id) return redis.call('HGET', CALLS, name .. ':' .. id) end

        local function set(name, id, value) redis.call('HSET', CALLS, name .. ':' .. id, value) end

        local function start(id)
          set('s', id, 'executing')
          redis.call('HINCRBY', CALLS, 'a:' .. id, 1)
        end

        local function ask(prefix, review, kind, thread, id, digest, time)
          set('v', id, review)
          redis.call('HSET', prefix .. review, 'schema', ARGV[1], 'state', 'pending', 'kind', kind, 'thread', thread, 'call', id, 'digest', digest, 'created', time)
          redis.call('ZADD', QUEUE, time, review)
        end

        local function read(id)
          local names = { 's', 'd', 'x', 'r', 'a', 'p', 'v', 't', 'e', 'y' }
          for n = 1, #names do names[n] = names[n] .. ':' .. id end
          local values = redis.call('HMGET', CALLS, unpack(names))
          table.insert(values, 1, id)
          return values
        end

        """;

    /// <summary>ARGV: 3 lease ms, 4 thread id, 5 new uid, 6 known uid, 7 known count, 8 mode, 9 review prefix, 10 review id base, 11 keep, 12.. messages.</summary>
    public static readonly string Begin = ThreadScript.With(Calls + """
        local version = newer()
        if version then return { 'newer', version } end
        if ARGV[8] == 'resume' and redis.call('EXISTS', HEAD) == 0 then return { 'missing' } end
        local left = busy()
        if left then return { 'busy', left } end
        create(ARGV[5])

        local ids, first, ready, waiting = redis.call('LRANGE', OPEN, 0, -1), nil, 0, 0
        for n, id in ipairs(ids) do
          local state = field('s', id)
          if not field('p', id) then
            if state == 'executing' then
              if field('i', id) == '1' then
                state = 'ready'
              else
                state = 'unknown'
                ask(ARGV[9], ARGV[10] .. n, 'outcome', ARGV[4], id, field('g', id), text(now()))
              end
              set('s', id, state)
            end
            if state == 'ready' then
              ready = ready + 1
              first = first or id
            elseif not SETTLED[state] then
              waiting = waiting + 1
            end
          end
        end

        local status, fence, given = 'run', '0', #ARGV - 11
        if #ids > 0 then
          for i = 12, #ARGV do redis.call('RPUSH', INBOX, ARGV[i]) end
          if waiting > 0 and ready == 0 and ARGV[8] ~= 'direct' then status = 'waiting' end
        elseif given > 0 and ARGV[11] == '1' then
          append(12, #ARGV)
          redis.call('HDEL', HEAD, 'idle')
          changed()
        elseif ARGV[8] == 'resume' and redis.call('HGET', HEAD, 'idle') == '1' then
          status = 'idle'
        end
        if status == 'run' then
          fence = take(ARGV[3])
          if first and ARGV[8] ~= 'direct' and field('i', first) ~= '1' then start(first) end
        end

        local calls = {}
        for n, id in ipairs(ids) do calls[n] = read(id) end
        local from, messages = since(ARGV[6], ARGV[7])
        return { status, redis.call('HGET', HEAD, 'uid'), fence, from, messages, calls }
        """);

    /// <summary>ARGV: 3 fence, 4 thread id, 5 review prefix, 6 then, 7 number of messages, 8.. messages, calls of 10 fields each.</summary>
    public static readonly string Record = ThreadScript.With(Calls + """
        if not holds(ARGV[3]) then return { 'lost' } end
        local time, count = text(now()), tonumber(ARGV[7])
        append(8, 7 + count)
        if count > 0 then redis.call('HDEL', HEAD, 'idle') end
        for i = 8 + count, #ARGV, 10 do
          local id, state, parent = ARGV[i], ARGV[i + 1], ARGV[i + 8]
          redis.call('HSET', CALLS, 's:' .. id, state, 'i:' .. id, ARGV[i + 2], 'g:' .. id, ARGV[i + 3], 'd:' .. id, ARGV[i + 4], 't:' .. id, time)
          if ARGV[i + 5] == '1' then redis.call('RPUSH', OPEN, id) end
          if ARGV[i + 6] ~= '' then ask(ARGV[5], ARGV[i + 6], ARGV[i + 9], ARGV[4], id, ARGV[i + 3], time) end
          if ARGV[i + 7] ~= '' then redis.call('HSET', CALLS, 'r:' .. id, ARGV[i + 7], 'e:' .. id, time) end
          if state == 'executing' then start(id) end
          if parent ~= '' then
            set('p', id, parent)
            if state == 'pending' or state == 'unknown' then
              set('s', parent, 'waiting')
              redis.call('HINCRBY', CALLS, 'w:' .. parent, 1)
            end
          end
        end
        if ARGV[6] == 'finish' then
          if redis.call('LLEN', OPEN) > 0 then return { 'open' } end
          redis.call('HSET', HEAD, 'idle', '1')
        end
        if ARGV[6] ~= 'keep' then release() end
        return { 'ok', changed() }
        """);

    /// <summary>ARGV: 3 fence, 4 call id, 5 state, 6 result, 7 next call to start, 8 close, 9 release, 10.. messages of the complete batch.</summary>
    public static readonly string Settle = ThreadScript.With(Calls + """
        if not holds(ARGV[3]) then return { 'lost' } end
        if ARGV[4] ~= '' then
          local state = field('s', ARGV[4])
          if state ~= 'executing' and state ~= 'ready' then return { 'state', state or 'missing' } end
          redis.call('HSET', CALLS, 's:' .. ARGV[4], ARGV[5], 'r:' .. ARGV[4], ARGV[6], 'e:' .. ARGV[4], text(now()))
        end
        local inbox = {}
        if ARGV[8] ~= '' then
          for _, id in ipairs(redis.call('LRANGE', OPEN, 0, -1)) do
            if not field('p', id) and not SETTLED[field('s', id)] then return { 'open' } end
          end
          append(10, #ARGV)
          inbox = redis.call('LRANGE', INBOX, 0, -1)
          for _, message in ipairs(inbox) do redis.call('RPUSH', MESSAGES, message) end
          redis.call('DEL', OPEN, INBOX)
          if ARGV[8] == 'model' or #inbox > 0 then
            redis.call('HDEL', HEAD, 'idle')
          elseif redis.call('LLEN', MESSAGES) == 0 then
            redis.call('HSET', HEAD, 'idle', '1')
          end
        end
        if ARGV[7] ~= '' and field('s', ARGV[7]) == 'ready' then start(ARGV[7]) end
        if ARGV[9] == '1' then release() end
        return { 'ok', changed(), inbox }
        """);

    /// <summary>ARGV: 3 fence, 4 call id.</summary>
    public static readonly string Start = ThreadScript.With(Calls + """
        if not holds(ARGV[3]) then return { 'lost' } end
        local state = field('s', ARGV[4])
        if state ~= 'ready' then return { 'state', state or 'missing' } end
        start(ARGV[4])
        return { 'ok', changed() }
        """);

    /// <summary>ARGV: 3 fence, 4 lease ms.</summary>
    public static readonly string Renew = ThreadScript.With("""
        if not holds(ARGV[3]) then return { 'lost' } end
        redis.call('HSET', HEAD, 'until', text(now() + tonumber(ARGV[4])))
        return { 'ok' }
        """);

    /// <summary>ARGV: 3 fence.</summary>
    public static readonly string Release = ThreadScript.With("""
        if not holds(ARGV[3]) then return { 'lost' } end
        release()
        return { 'ok' }
        """);

    /// <summary>ARGV: 3 known uid, 4 known count. The log of a thread and all its calls.</summary>
    public static readonly string Load = ThreadScript.With(Calls + """
        local version = newer()
        if version then return { 'newer', version } end
        if redis.call('EXISTS', HEAD) == 0 then return { 'missing' } end
        local calls = {}
        for n, id in ipairs(redis.call('LRANGE', OPEN, 0, -1)) do calls[n] = read(id) end
        local from, messages = since(ARGV[3], ARGV[4])
        return { 'ok', redis.call('HGET', HEAD, 'uid'), '0', from, messages, calls, redis.call('HGETALL', CALLS) }
        """);

    /// <summary>ARGV: 3 review id, 4 digest, 5 review state, 6 call state, 7 decision, 8 result, 9 reviewer.</summary>
    public static readonly string Decide = ThreadScript.With(Calls + """
        local REVIEW = KEYS[7]
        local version = newer()
        if version then return { 'newer', version } end
        local review = redis.call('HMGET', REVIEW, 'state', 'digest', 'call', 'by')
        if not review[1] then return { 'missing' } end
        if review[1] ~= 'pending' then return { 'decided', review[1], review[4] } end
        if review[2] ~= ARGV[4] then return { 'stale' } end
        local id = review[3]
        local state = field('s', id)
        if state ~= 'pending' and state ~= 'unknown' then return { 'state', state or 'missing' } end
        local time = text(now())
        redis.call('HSET', REVIEW, 'state', ARGV[5], 'by', ARGV[9], 'decision', ARGV[7], 'decided', time)
        redis.call('ZREM', QUEUE, ARGV[3])
        redis.call('HSET', CALLS, 's:' .. id, ARGV[6], 'x:' .. id, ARGV[7], 'y:' .. id, time)
        if ARGV[8] ~= '' then redis.call('HSET', CALLS, 'r:' .. id, ARGV[8], 'e:' .. id, time) end
        local parent = field('p', id)
        if parent and redis.call('HINCRBY', CALLS, 'w:' .. parent, -1) <= 0 and field('s', parent) == 'waiting' then set('s', parent, 'ready') end
        changed()
        return { 'ok', time }
        """);
}
