namespace Hitl.SemanticKernel;

/// <summary>Lua about the reviews of a partition: where they are listed, who may decide them, until when, and which threads can go on.</summary>
/// <remarks>
/// Sets of a partition, beside "queue" (all pending reviews in the order of urgency): "queue:" and a facet (its reviews), "unclaimed:" and
/// an audience (those that somebody of it can claim), "deadlines", "claims" (until when), "ready" (heads of threads that can be resumed, from
/// when; "ready:attempts" how often a worker tried), "changes" (the newest 10,000 reviews that changed, in the order in which they did). A call's field "w" is a JSON object,
/// <see cref="ReviewPlan"/>: s steps of g groups and n people, p people, e levels of g groups, d deadline in ms and a what it does, d and a those of the
/// steps, r rejections, x whether who escalated may not decide, u user, f facets, t patience in ms.
/// </remarks>
internal static class QueueLua
{
    public static readonly string Text = $$"""
        local EXPIRED = { call = [==[{{ResultJson.Text(ToolMessages.Expired)}}]==], question = [==[{{ResultJson.Text(ToolMessages.Unanswered)}}]==] }
        local BY_DEADLINE = { approve = [==[{{DecisionData.AtDeadline(DecisionKind.Approve)}}]==], reject = [==[{{DecisionData.AtDeadline(DecisionKind.Reject)}}]==] }

        """ + """
        local P = string.sub(QUEUE, 1, #QUEUE - #'queue')
        local REVIEWS, DEADLINES, CLAIMS, READY, CHANGES = P .. 'review:', P .. 'deadlines', P .. 'claims', P .. 'ready', P .. 'changes'
        local AWAITED = { pending = true, unknown = true, held = true }

        local function plan(id)
          local json = field('w', id)
          return json and cjson.decode(json) or {}
        end

        local function audience(p, step, level)
          local entries, groups, people = {}, nil, nil
          if level > 0 then
            groups = p.e[level].g
          else
            groups, people = p.s and p.s[step] and p.s[step].g, p.p
          end
          for _, group in ipairs(groups or {}) do entries[#entries + 1] = 'group:' .. group end
          for _, person in ipairs(people or {}) do entries[#entries + 1] = 'person:' .. person end
          if #entries == 0 then entries[1] = 'anybody' end
          return entries
        end

        local function has(list, entry)
          for _, known in ipairs(parse(list or '')) do
            if known == entry then return true end
          end
          return false
        end

        -- Why somebody may not decide, or nil.
        local function refused(p, review, who, entries)
          local r = redis.call('HMGET', REVIEWS .. review, 'kind', 'step', 'level', 'voters', 'escalators')
          if r[1] ~= 'question' and p.u == who then return 'user' end
          local admitted = false
          for _, wanted in ipairs(audience(p, tonumber(r[2]), tonumber(r[3]))) do admitted = admitted or has(entries, wanted) end
          if not admitted then return 'groups' end
          if has(r[4], who) then return 'voted' end
          if p.x and has(r[5], who) then return 'escalated' end
          return nil
        end

        local function changed(review)
          redis.call('ZADD', CHANGES, text(redis.call('INCR', CHANGES .. ':last')), review)
          redis.call('ZREMRANGEBYRANK', CHANGES, 0, -10001)
        end

        local function unclaim(review)
          local key = REVIEWS .. review
          local r = redis.call('HMGET', key, 'score', 'audience')
          for _, entry in ipairs(parse(r[2])) do redis.call('ZADD', P .. 'unclaimed:' .. entry, r[1], review) end
          redis.call('HDEL', key, 'claimer', 'name', 'token', 'until')
          redis.call('ZREM', CLAIMS, review)
        end

        local function reclaim()
          local ended = redis.call('ZRANGEBYSCORE', CLAIMS, '-inf', text(now()), 'LIMIT', 0, 100)
          for _, review in ipairs(ended) do
            unclaim(review)
            changed(review)
          end
          return #ended
        end

        local function withdraw(review)
          local key = REVIEWS .. review
          local r = redis.call('HMGET', key, 'facets', 'audience')
          for _, facet in ipairs(parse(r[1] or '')) do redis.call('ZREM', QUEUE .. ':' .. facet, review) end
          for _, entry in ipairs(parse(r[2] or '')) do
            redis.call('ZREM', QUEUE .. ':' .. entry, review)
            redis.call('ZREM', P .. 'unclaimed:' .. entry, review)
          end
          redis.call('ZREM', QUEUE, review)
          redis.call('ZREM', DEADLINES, review)
          redis.call('ZREM', CLAIMS, review)
          redis.call('HDEL', key, 'claimer', 'name', 'token', 'until')
        end

        local function post(review, p, kind, time, step, level)
          local key = REVIEWS .. review
          local known = redis.call('HMGET', key, 'created', 'place')
          local due, action = nil, nil
          if level > 0 then
            due, action = time + p.e[level].d, p.e[level].a
          elseif p.d and (kind == 'call' or kind == 'question') then
            due, action = time + p.d, p.a
          end
          local by = tonumber(known[1]) + (p.t or 0)
          if due and due < by then by = due end
          local score, entries = string.format('%.3f', by + tonumber(known[2]) / 1000), audience(p, step, level)
          redis.call('HSET', key, 'step', text(step), 'level', text(level), 'count', '0', 'due', due and text(due) or '', 'action', action or '',
            'score', score, 'facets', listed(p.f or {}), 'audience', listed(entries))
          redis.call('ZADD', QUEUE, score, review)
          for _, facet in ipairs(p.f or {}) do redis.call('ZADD', QUEUE .. ':' .. facet, score, review) end
          for _, entry in ipairs(entries) do
            redis.call('ZADD', QUEUE .. ':' .. entry, score, review)
            redis.call('ZADD', P .. 'unclaimed:' .. entry, score, review)
          end
          if due and action ~= 'wait' then redis.call('ZADD', DEADLINES, text(due), review) end
          changed(review)
        end

        local function ask(prefix, review, kind, thread, id, digest, time, place)
          redis.call('HSET', prefix .. review, 'schema', ARGV[1], 'state', 'pending', 'kind', kind, 'thread', thread, 'call', id, 'digest', digest, 'created', time, 'place', text(place), 'root', HEAD)
          post(review, plan(id), kind, tonumber(time), 1, 0)
        end

        local function advance(review, p, kind, time, step, level)
          withdraw(review)
          post(review, p, kind, time, step, level)
        end

        -- Notes whether somebody has to resume the thread: something was decided and nobody is asked any more, or it ended where its callers do not know of it.
        local function wake()
          local ids, head, ended = open(), redis.call('HMGET', HEAD, 'idle', 'callers', 'called'), false
          local waits = #ids == 0 and head[1] == '1'
          if waits and head[2] then
            local left = {}
            for _, caller in ipairs(parse(head[2])) do
              if caller ~= head[3] then left[#left + 1] = caller end
            end
            ended = #left > 0
            if ended then redis.call('HSET', HEAD, 'callers', listed(left)) else redis.call('HDEL', HEAD, 'callers', 'called') end
          end
          for _, id in ipairs(ids) do
            local state = field('s', id)
            waits = waits or AWAITED[state] or state == 'handed' or state == 'waiting' and field('p', id)
          end
          if waits or #ids > 0 then redis.call('HDEL', READY .. ':attempts', HEAD) end
          if waits and not ended then
            redis.call('ZREM', READY, HEAD)
          elseif ended or #ids > 0 then
            redis.call('ZADD', READY, text(now()), HEAD)
            return true
          end
          return false
        end

        local function conclude(review, state, by, decision, time)
          redis.call('HSET', REVIEWS .. review, 'state', state, 'by', by, 'decision', decision, 'decided', time)
          withdraw(review)
          changed(review)
          return wake()
        end

        -- Does what the deadline of a call says, when it has passed: true when the thread can go on.
        local function expire(prefix, id)
          local review = field('v', id)
          if not review or field('s', id) ~= 'pending' then return false end
          local r = redis.call('HMGET', prefix .. review, 'state', 'kind', 'due', 'action', 'step', 'level')
          local due, action, step, level = tonumber(r[3] or ''), r[4], tonumber(r[5]), tonumber(r[6])
          if r[1] ~= 'pending' or not due or due > now() or action == 'wait' then return false end
          local p, time = plan(id), text(due)
          if action == 'escalate' then
            fact('escalated', review)
            advance(review, p, r[2], now(), step, level + 1)
            return false
          end
          local decision = BY_DEADLINE[action]
          if action == 'approve' then
            if p.s and step < #p.s then
              fact('passed', review)
              redis.call('RPUSH', prefix .. review .. ':votes', time .. ':' .. decision)
              advance(review, p, r[2], now(), step + 1, 0)
              return false
            end
            fact('expired', review)
            redis.call('HSET', CALLS, 's:' .. id, 'ready', 'x:' .. id, decision, 'y:' .. id, time)
            return conclude(review, 'approved', 'deadline', decision, time)
          end
          fact('expired', review)
          redis.call('HSET', CALLS, 's:' .. id, 'rejected', 'x:' .. id, decision, 'y:' .. id, time, 'r:' .. id, EXPIRED[r[2]], 'e:' .. id, time)
          return conclude(review, 'expired', 'deadline', decision, time)
        end

        """;
}
