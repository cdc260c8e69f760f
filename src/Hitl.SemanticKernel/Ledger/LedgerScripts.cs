using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>One script for each transition of a thread and its calls.</summary>
/// <remarks>
/// Each that changes something appends one event (<see cref="EventScript"/>). Keys: head, messages, inbox, calls, queue; a decision has the review as the sixth and the record of the partition's tools as the seventh. For fields see <see cref="CallsLua"/>.
/// </remarks>
internal static class LedgerScripts
{
    /// <summary>
    /// ARGV: 3 lease ms, 4 thread id, 5 new uid, 6 known uid, 7 known count, 8 mode, 9 review prefix, 10 review id base, 11 keep, 12 the thread with the call that asks ('' none),
    /// 13 calls that waited for others than people and can go on (list; '?' before it: other threads were not looked at yet), 14.. messages. A look takes no lease.
    /// </summary>
    public static readonly string Begin = EventScript.With(CallsLua.Text + """
        local version = newer()
        if version then return { 'newer', version } end
        if (ARGV[8] == 'resume' or ARGV[8] == 'look') and redis.call('EXISTS', HEAD) == 0 then return { 'missing' } end
        local left = busy()
        if left then return { 'busy', left } end
        create(ARGV[5])
        if ARGV[12] ~= '' then
          local callers = redis.call('HGET', HEAD, 'callers') or ''
          also('callers', has(callers, ARGV[12]) and callers or callers .. listed({ ARGV[12] }), 'called', ARGV[12])
        elseif ARGV[8] ~= 'look' and redis.call('HEXISTS', HEAD, 'callers') == 1 then
          also('called', '')
        end

        local ids, asked, opened, isElsewhere = open(), {}, false, false
        local looked = string.sub(ARGV[13], 1, 1) ~= '?'
        for _, id in ipairs(parse(looked and ARGV[13] or string.sub(ARGV[13], 2))) do
          local state = field('s', id)
          if state == 'waiting' or state == 'handed' then
            fact('continued', id)
            redis.call('HSET', CALLS, 's:' .. id, 'ready')
          end
        end
        for _, id in ipairs(ids) do
          expire(ARGV[9], id)
          local parent, state = field('p', id), field('s', id)
          if parent and (state == 'pending' or state == 'unknown' or state == 'waiting') then asked[parent] = true end
          isElsewhere = isElsewhere or parent and state == 'waiting'
        end

        local first, ready, waiting = nil, 0, 0
        for n, id in ipairs(ids) do
          local state = field('s', id)
          if not field('p', id) then
            if state == 'executing' then
              if field('i', id) == '1' then
                state = 'ready'
                redis.call('HSET', CALLS, 's:' .. id, state)
              else
                state = 'unknown'
                local review = ARGV[10] .. n
                local time = text(now())
                fact('asked', review)
                opened = true
                ask(ARGV[9], review, 'outcome', ARGV[4], id, field('g', id), time, n)
                redis.call('HSET', CALLS, 's:' .. id, state, 'v:' .. id, review, 'o:' .. id, time)
              end
            elseif state == 'waiting' and not asked[id] then
              state = 'ready'
              redis.call('HSET', CALLS, 's:' .. id, state)
            end
            if state == 'ready' then
              ready = ready + 1
              first = first or id
            elseif not SETTLED[state] then
              waiting = waiting + 1
            end
          end
        end

        local status, fence = 'run', '0'
        if #ids > 0 then
          for i = 14, #ARGV do redis.call('RPUSH', INBOX, ARGV[i]) end
          if #ARGV > 13 then fact('queued', text(#ARGV - 13)) end
          if waiting > 0 and ready == 0 and ARGV[8] ~= 'direct' then status = 'waiting' end
        elseif #ARGV > 13 and ARGV[11] == '1' then
          append(14, #ARGV)
          also('idle', '0')
        elseif (ARGV[8] == 'resume' or ARGV[8] == 'look') and redis.call('HGET', HEAD, 'idle') == '1' then
          status = 'idle'
        end
        if isElsewhere and not looked then
          status = 'elsewhere'
        elseif status == 'run' and ARGV[8] == 'look' then
          status = 'ready'
        end
        local starts = first and status == 'run' and ARGV[8] ~= 'direct' and field('i', first) ~= '1'
        if starts then fact('started', first) end
        if status == 'run' or noted() then
          fact('status', status)
          event()
        end
        if status == 'run' then
          fence = take(ARGV[3])
          commit()
          if starts then start(first) end
        else
          -- A run that slept through its lease is over, even when nobody runs now.
          release()
          commit()
          wake()
        end

        local calls = {}
        for n, id in ipairs(ids) do calls[n] = read(id) end
        local from, messages = since(ARGV[6], ARGV[7])
        return { status, redis.call('HGET', HEAD, 'uid'), fence, from, messages, calls, opened and '1' or '0' }
        """);

    /// <summary>ARGV: 3 fence, 4 thread id, 5 review prefix, 6 then, 7 number of messages, 8.. messages, calls of 13 fields each.</summary>
    public static readonly string Record = EventScript.With(CallsLua.Text + """
        if not holds(ARGV[3]) then return { 'lost' } end
        local time, count, ids, parents = text(now()), tonumber(ARGV[7]), open(), {}
        for i = 8 + count, #ARGV, 13 do
          local id, state, review, result, parent = ARGV[i], ARGV[i + 1], ARGV[i + 6], ARGV[i + 7], ARGV[i + 8]
          local values = { 's:' .. id, state, 'i:' .. id, ARGV[i + 2], 'g:' .. id, ARGV[i + 3], 'd:' .. id, ARGV[i + 4], 't:' .. id, time }
          local function with(name, value)
            values[#values + 1] = name .. ':' .. id
            values[#values + 1] = value
          end
          if review ~= '' then
            with('v', review)
            with('o', time)
          end
          if ARGV[i + 10] ~= '' then with('w', ARGV[i + 10]) end
          if ARGV[i + 11] ~= '' then watch(ARGV[i + 11], time) end
          if ARGV[i + 12] ~= '' then with('f', ARGV[i + 12]) end
          if parent ~= '' then with('p', parent) end
          if state == 'executing' then with('a', '1') end
          if result ~= '' then
            with('r', result)
            with('e', time)
          end
          redis.call('HSET', CALLS, unpack(values))
          if review ~= '' then ask(ARGV[5], review, ARGV[i + 9], ARGV[4], id, ARGV[i + 3], time, #ids) end
          if ARGV[i + 5] == '1' then ids[#ids + 1] = id end
          if parent ~= '' and (state == 'pending' or state == 'unknown' or state == 'ready' or state == 'waiting') then parents[#parents + 1] = parent end
        end
        if ARGV[6] == 'finish' and #ids > 0 then return { 'open' } end
        append(8, 7 + count)
        if count > 0 then also('idle', '0') end
        if #ids > 0 then also('open', listed(ids)) end
        if ARGV[6] == 'finish' then also('idle', '1') end
        if ARGV[6] ~= 'keep' then release() end
        fact('then', ARGV[6])
        event()
        commit()
        for _, parent in ipairs(parents) do redis.call('HSET', CALLS, 's:' .. parent, 'waiting') end
        local goes = ARGV[6] ~= 'keep' and wake()
        return { 'ok', time, goes and '1' or '0' }
        """);

    /// <summary>
    /// ARGV: 3 fence, 4 call id, 5 state, 6 result, 7 next call to start, 8 close, 9 release, 10 findings, of a held result 11 review id,
    /// 12 what the call came to and 13 digest, 14 review prefix, 15 thread id, 16.. messages of the complete batch.
    /// </summary>
    public static readonly string Settle = EventScript.With(CallsLua.Text + """
        if not holds(ARGV[3]) then return { 'lost' } end
        if ARGV[4] ~= '' then
          local state = field('s', ARGV[4])
          if state ~= 'executing' and state ~= 'ready' then return { 'state', state or 'missing' } end
        end
        if ARGV[8] ~= '' then
          for _, id in ipairs(open()) do
            if id ~= ARGV[4] and not field('p', id) and not SETTLED[field('s', id)] then return { 'open' } end
          end
        end
        if ARGV[4] ~= '' then
          local id, time = ARGV[4], text(now())
          if ARGV[10] ~= '' then redis.call('HSET', CALLS, 'f:' .. id, ARGV[10]) end
          if ARGV[11] == '' then
            redis.call('HSET', CALLS, 's:' .. id, ARGV[5], 'r:' .. id, ARGV[6], 'e:' .. id, time)
          else
            ask(ARGV[14], ARGV[11], 'result', ARGV[15], id, ARGV[13], time, 0)
            redis.call('HSET', CALLS, 's:' .. id, ARGV[5], 'q:' .. id, ARGV[6], 'h:' .. id, ARGV[12], 'v:' .. id, ARGV[11], 'o:' .. id, time)
          end
        end
        if ARGV[7] ~= '' and field('s', ARGV[7]) == 'ready' then
          fact('started', ARGV[7])
          start(ARGV[7])
        end
        local inbox, time = {}, text(now())
        if ARGV[8] ~= '' then
          append(16, #ARGV)
          local taken = tonumber(redis.call('HGET', HEAD, 'taken') or '0')
          inbox = redis.call('LRANGE', INBOX, taken, -1)
          for _, message in ipairs(inbox) do put(message) end
          fact('closed', ARGV[8])
          if #inbox > 0 then fact('taken', text(#inbox)) end
          also('open', '', 'taken', text(taken + #inbox))
          if ARGV[8] == 'model' or #inbox > 0 then
            also('idle', '0')
          elseif ARGV[8] == 'answer' or redis.call('HGET', HEAD, 'length') == '0' then
            also('idle', '1')
          end
        end
        if ARGV[9] == '1' then
          fact('then', 'release')
          release()
        end
        event()
        commit()
        local goes = ARGV[9] == '1' and wake()
        return { 'ok', time, inbox, goes and '1' or '0' }
        """);

    /// <summary>ARGV: 3 fence, 4 call id.</summary>
    public static readonly string Start = EventScript.With(CallsLua.Text + """
        if not holds(ARGV[3]) then return { 'lost' } end
        local state = field('s', ARGV[4])
        if state ~= 'ready' then return { 'state', state or 'missing' } end
        event()
        start(ARGV[4])
        return { 'ok' }
        """);

    /// <summary>ARGV: 3 fence, 4 lease ms.</summary>
    public static readonly string Renew = ThreadScript.With("""
        if not holds(ARGV[3]) then return { 'lost' } end
        redis.call('HSET', HEAD, 'until', text(now() + tonumber(ARGV[4])))
        return { 'ok' }
        """);

    /// <summary>ARGV: 3 fence, 4.. calls that are marked as executing and were not begun.</summary>
    public static readonly string Release = EventScript.With(CallsLua.Text + """
        if not holds(ARGV[3]) then return { 'lost' } end
        unstart(4)
        event()
        redis.call('HSET', HEAD, 'run', '', 'until', '0')
        if #open() == 0 then wake() end
        return { 'ok' }
        """);

    /// <summary>ARGV: 3 known uid, 4 known count, 5 whether calls are wanted that are not open. The log of a thread and its calls.</summary>
    public static readonly string Load = ThreadScript.With(CallsLua.Text + """
        local version = newer()
        if version then return { 'newer', version } end
        if redis.call('EXISTS', HEAD) == 0 then return { 'missing' } end
        local calls = {}
        for n, id in ipairs(open()) do calls[n] = read(id) end
        local from, messages = since(ARGV[3], ARGV[4])
        local queued = redis.call('LRANGE', INBOX, tonumber(redis.call('HGET', HEAD, 'taken') or '0'), -1)
        return { 'ok', redis.call('HGET', HEAD, 'uid'), '0', from, messages, calls, ARGV[5] == '1' and redis.call('HGETALL', CALLS) or {}, queued }
        """);

    /// <summary>ARGV: 3 a thread whose call has its answer, so that it is not told of the end any more.</summary>
    public static readonly string Heard = ThreadScript.With(CallsLua.Text + """
        local left = ''
        for _, caller in ipairs(parse(redis.call('HGET', HEAD, 'callers') or '')) do
          if caller ~= ARGV[3] then left = left .. #caller .. ':' .. caller end
        end
        if left ~= '' then
          redis.call('HSET', HEAD, 'callers', left)
        else
          redis.call('HDEL', HEAD, 'callers', 'called')
          if #open() == 0 and redis.call('HGET', HEAD, 'idle') == '1' then redis.call('ZREM', READY, HEAD) end
        end
        return { 'ok' }
        """);

    /// <summary>
    /// ARGV: 3 review id, 4 digest, 5 review state, 6 call state, 7 decision, 8 result, 9 reviewer, 10 thread id, 11 call id, 12 kind,
    /// 13 digest of edited arguments, 14 the edited call may run again, 15 where the reviewer is asked (list), 16 token of the claim, 17 what is decided, 18 the tool.
    /// </summary>
    public static readonly string Decide = EventScript.With(CallsLua.Text + """
        local REVIEW = KEYS[6]
        local version = newer()
        if version then return { 'newer', version } end
        if field('v', ARGV[11]) == ARGV[3] then expire(REVIEWS, ARGV[11]) end
        local review = redis.call('HMGET', REVIEW, 'state', 'digest', 'call', 'by', 'thread', 'kind', 'schema', 'claimer', 'until', 'token', 'step', 'level', 'count', 'audience', 'name')
        if not review[1] then return { 'missing' } end
        if tonumber(review[7]) > tonumber(ARGV[1]) then return { 'newer', review[7] } end
        if review[1] ~= 'pending' then return refuse('decided', review[1], review[4]) end
        if review[2] ~= ARGV[4] or review[5] ~= ARGV[10] or review[3] ~= ARGV[11] or review[6] ~= ARGV[12] then return refuse('stale') end
        local id, time, state, isOpen = review[3], text(now()), field('s', review[3]), false
        for _, known in ipairs(open()) do isOpen = isOpen or known == id end
        if not isOpen or not AWAITED[state] or field('v', id) ~= ARGV[3] then
          withdraw(ARGV[3])
          return refuse('state', state or 'missing')
        end
        local p = plan(id)
        local refusal = refused(p, ARGV[3], ARGV[9], ARGV[15])
        if refusal then return refuse('refused', refusal, review[14]) end
        local held = review[8] and tonumber(review[9]) > now()
        if held and review[8] ~= ARGV[9] then return refuse('claimed', review[8], review[15], review[9]) end
        if ARGV[16] ~= '' and not (held and review[10] == ARGV[16]) then return refuse('unclaimed') end

        local step, level, count, restart, isLast = tonumber(review[11]), tonumber(review[12]), tonumber(review[13]) + 1, false, true
        local function needed() return level == 0 and p.s and p.s[step] and p.s[step].n or 1 end
        if ARGV[12] == 'call' and (ARGV[17] == 'approve' or ARGV[17] == 'edit') then
          if ARGV[17] == 'edit' and (count > 1 or step > 1) then
            -- What others approved were other arguments.
            restart, count, step, level = true, step == 1 and level == 0 and 1 or 0, 1, 0
          end
          isLast = count >= needed() and not (p.s and step < #p.s)
        elseif ARGV[12] == 'call' and ARGV[17] == 'reject' and p.r then
          isLast = tonumber(redis.call('HGET', REVIEW, 'rejections') or '0') + 1 >= p.r
        end

        local becomes, result = ARGV[6], ARGV[8]
        if review[6] == 'result' and result == '' then
          becomes, result = field('h', id), field('q', id)
        end
        fact('state', isLast and becomes or state)
        event()
        if ARGV[13] ~= '' then
          redis.call('HSET', CALLS, 'u:' .. id, ARGV[7], 'g:' .. id, ARGV[13], 'i:' .. id, ARGV[14])
        end
        if not isLast then
          if restart then redis.call('HSET', REVIEW, 'votesFrom', text(redis.call('LLEN', REVIEW .. ':votes')), 'voters', '') end
          if ARGV[13] ~= '' then redis.call('HSET', REVIEW, 'digest', ARGV[13]) end
          redis.call('RPUSH', REVIEW .. ':votes', time .. ':' .. ARGV[7])
          redis.call('HSET', REVIEW, 'voters', (redis.call('HGET', REVIEW, 'voters') or '') .. listed({ ARGV[9] }))
          if ARGV[17] == 'reject' then
            redis.call('HINCRBY', REVIEW, 'rejections', 1)
            unclaim(ARGV[3])
            changed(ARGV[3])
          elseif count >= needed() then
            advance(ARGV[3], p, review[6], now(), step + 1, 0)
          else
            if restart then
              advance(ARGV[3], p, review[6], now(), step, level)
            else
              unclaim(ARGV[3])
              changed(ARGV[3])
            end
            redis.call('HSET', REVIEW, 'count', text(count))
          end
          return { 'ok', time, 'pending', '0' }
        end
        redis.call('HSET', CALLS, 's:' .. id, becomes, 'x:' .. id, ARGV[7], 'y:' .. id, time)
        if result ~= '' then redis.call('HSET', CALLS, 'r:' .. id, result, 'e:' .. id, time) end
        if becomes ~= ARGV[6] then redis.call('HDEL', CALLS, 'q:' .. id) end
        if review[6] == 'call' then redis.pcall('HINCRBY', KEYS[7], ARGV[5] .. ':' .. ARGV[18], 1) end
        local goes = conclude(ARGV[3], ARGV[5], ARGV[9], ARGV[7], time)
        return { 'ok', time, ARGV[5], goes and '1' or '0' }
        """);
}
