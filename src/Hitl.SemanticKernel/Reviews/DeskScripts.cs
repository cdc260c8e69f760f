using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>Scripts on the reviews of one partition. Keys: its queue, five times, as the ledger's scripts have it at the fifth place.</summary>
internal static class DeskScripts
{
    private const string Common = """

        -- Works on the thread of a review from here on. Returns the call's id.
        local function at(review)
          local r = redis.call('HMGET', REVIEWS .. review, 'root', 'call')
          if not r[1] then return nil end
          HEAD, CALLS = r[1], r[1] .. ':calls'
          return r[2]
        end

        local function within(review, least, most)
          if least == '' and most == '' then return true end
          local age = now() - tonumber(redis.call('HGET', REVIEWS .. review, 'created') or '0')
          return (least == '' or age >= tonumber(least)) and (most == '' or age <= tonumber(most))
        end

        local function fits(review, facets)
          for _, facet in ipairs(facets) do
            if not redis.call('ZSCORE', QUEUE .. ':' .. facet, review) then return false end
          end
          return true
        end

        local function smallest(facets)
          local key, size = QUEUE, nil
          for _, facet in ipairs(facets) do
            local count = redis.call('ZCARD', QUEUE .. ':' .. facet)
            if not size or count < size then key, size = QUEUE .. ':' .. facet, count end
          end
          return key
        end

        local function earlier(score, review, otherScore, other)
          local a, b = tonumber(score), tonumber(otherScore)
          return a < b or a == b and review < other
        end

        """;

    /// <summary>
    /// ARGV: 3 reviewer, 4 name, 5 where they are asked (list), 6 token, 7 lease ms, 8 peek or take, 9 facets (list), 10 least and 11 greatest age in ms.
    /// The most urgent review that the reviewer can claim.
    /// </summary>
    public static readonly string Next = Script("""
        reclaim()
        local facets, entries = parse(ARGV[9]), parse(ARGV[5])
        local found, foundScore = nil, nil

        local function unclaimed(review)
          for _, entry in ipairs(entries) do
            if redis.call('ZSCORE', P .. 'unclaimed:' .. entry, review) then return true end
          end
          return false
        end

        local function can(review)
          if not unclaimed(review) or not fits(review, facets) or not within(review, ARGV[10], ARGV[11]) then return false end
          local r, id = redis.call('HMGET', REVIEWS .. review, 'due', 'action', 'schema'), at(review)
          local due = tonumber(r[1] or '')
          if due and due <= now() and r[2] ~= 'wait' or tonumber(r[3] or '0') > tonumber(ARGV[1]) then return false end
          return id and not refused(plan(id), review, ARGV[3], ARGV[5])
        end

        local sets = {}
        if #facets > 0 then
          sets[1] = smallest(facets)
        else
          for n, entry in ipairs(entries) do sets[n] = P .. 'unclaimed:' .. entry end
        end
        for _, set in ipairs(sets) do
          local from, done = 0, false
          while not done and from < 10000 do
            local chunk = redis.call('ZRANGE', set, from, from + 49, 'WITHSCORES')
            for i = 1, #chunk, 2 do
              if found and not earlier(chunk[i + 1], chunk[i], foundScore, found) then done = true break end
              if can(chunk[i]) then
                found, foundScore, done = chunk[i], chunk[i + 1], true
                break
              end
            end
            done, from = done or #chunk < 100, from + 50
          end
        end
        if not found then return { 'none' } end
        if ARGV[8] == 'peek' then return { 'ok', found, foundScore } end
        return { 'ok', found, claim(found, ARGV[3], ARGV[4], ARGV[6], ARGV[7]) }
        """);

    /// <summary>ARGV: 3 reviewer, 4 name, 5 where they are asked (list), 6 token, 7 lease ms, 8 review.</summary>
    public static readonly string Claim = Script("""
        reclaim()
        local id = at(ARGV[8])
        if not id then return { 'missing' } end
        expire(REVIEWS, id)
        local r = redis.call('HMGET', REVIEWS .. ARGV[8], 'state', 'by', 'schema', 'claimer', 'name', 'until', 'audience')
        if tonumber(r[3]) > tonumber(ARGV[1]) then return { 'newer', r[3] } end
        if r[1] ~= 'pending' then return { 'decided', r[1], r[2] } end
        local refusal = refused(plan(id), ARGV[8], ARGV[3], ARGV[5])
        if refusal then return { 'refused', refusal, r[7] } end
        if r[4] and r[4] ~= ARGV[3] then return { 'claimed', r[4], r[5], r[6] } end
        return { 'ok', ARGV[8], claim(ARGV[8], ARGV[3], ARGV[4], ARGV[6], ARGV[7]) }
        """);

    /// <summary>ARGV: 3 reviewer, 4 token ('' whatever it is), 5 lease ms (0 gives the claim back), 6 review.</summary>
    public static readonly string Hold = Script("""
        local r = redis.call('HMGET', REVIEWS .. ARGV[6], 'state', 'by', 'schema', 'claimer', 'token', 'until')
        if not r[1] then return { 'missing' } end
        if tonumber(r[3]) > tonumber(ARGV[1]) then return { 'newer', r[3] } end
        if r[1] ~= 'pending' then return { 'decided', r[1], r[2] } end
        if r[4] ~= ARGV[3] or tonumber(r[6]) <= now() or ARGV[4] ~= '' and ARGV[4] ~= r[5] then return { 'unclaimed' } end
        local untilTime = text(now() + tonumber(ARGV[5]))
        if ARGV[5] == '0' then
          unclaim(ARGV[6])
        else
          redis.call('HSET', REVIEWS .. ARGV[6], 'until', untilTime)
          redis.call('ZADD', CLAIMS, untilTime, ARGV[6])
        end
        changed(ARGV[6])
        return { 'ok', untilTime }
        """);

    /// <summary>
    /// ARGV: 3 where a reviewer is asked (list, '' whoever), 4 facets (list), 5 least and 6 greatest age in ms, 7 limit, 8 behind this score and 9 this review.
    /// Reviews in the order of urgency, each with its score, and how far they go when there may be more.
    /// </summary>
    public static readonly string Page = Script("""
        reclaim()
        local entries, facets, limit, left = parse(ARGV[3]), parse(ARGV[4]), tonumber(ARGV[7]), 5000
        local sets, members, seen, horizon, horizonScore = {}, {}, {}, nil, nil
        if #facets > 0 or #entries == 0 then
          sets[1] = smallest(facets)
        else
          for n, entry in ipairs(entries) do sets[n] = QUEUE .. ':' .. entry end
        end

        local function asked(review)
          if #entries == 0 then return true end
          for _, entry in ipairs(parse(redis.call('HGET', REVIEWS .. review, 'audience') or '')) do
            if has(ARGV[3], entry) then return true end
          end
          return false
        end

        for _, set in ipairs(sets) do
          local from, count, done = 0, 0, false
          while not done do
            local chunk = redis.call('ZRANGEBYSCORE', set, ARGV[8], '+inf', 'WITHSCORES', 'LIMIT', from, 100)
            for i = 1, #chunk, 2 do
              local review, score = chunk[i], chunk[i + 1]
              left = left - 1
              if tonumber(score) > (tonumber(ARGV[8]) or -1) or review > ARGV[9] then
                if fits(review, facets) and within(review, ARGV[5], ARGV[6]) and asked(review) then
                  if not seen[review] then members[#members + 1] = { review, score } end
                  seen[review], count = true, count + 1
                end
              end
              if count == limit or left <= 0 then
                if not horizon or earlier(score, review, horizonScore, horizon) then horizon, horizonScore = review, score end
                done = true
                break
              end
            end
            done, from = done or #chunk < 200, from + 100
          end
        end
        table.sort(members, function(a, b) return earlier(a[2], a[1], b[2], b[1]) end)
        local page = {}
        for _, member in ipairs(members) do
          if not horizon or not earlier(horizonScore, horizon, member[2], member[1]) then page[#page + 1] = member end
        end
        return { page, horizon or '', horizonScore or '' }
        """);

    /// <summary>
    /// Does what deadlines say that have passed, and gives claims back that have ended; at most 100 of each.
    /// Returns whether threads can go on, how many deadlines had passed, whether there is more, and whether claims had ended.
    /// </summary>
    public static readonly string Sweep = Script("""
        local ended = reclaim()
        local goes, due = false, redis.call('ZRANGEBYSCORE', DEADLINES, '-inf', text(now()), 'LIMIT', 0, 100)
        for _, review in ipairs(due) do
          local id = at(review)
          -- One that stands there by mistake would stand in the way of others.
          redis.call('ZREM', DEADLINES, review)
          if id and field('v', id) == review then goes = expire(REVIEWS, id) or goes end
        end
        return { 'ok', goes and '1' or '0', #due, (#due == 100 or ended == 100) and '1' or '0', ended > 0 and '1' or '0' }
        """);

    /// <summary>ARGV: 3 review, 4 comment.</summary>
    public static readonly string Comment = Script("""
        local schema = redis.call('HGET', REVIEWS .. ARGV[3], 'schema')
        if not schema then return { 'missing' } end
        if tonumber(schema) > tonumber(ARGV[1]) then return { 'newer', schema } end
        local key, time = REVIEWS .. ARGV[3] .. ':comments', text(now())
        if redis.call('LLEN', key) >= 200 then return { 'full' } end
        redis.call('RPUSH', key, time .. ':' .. ARGV[4])
        changed(ARGV[3])
        return { 'ok', time }
        """);

    /// <summary>ARGV: 3 reviewer, 4 where they are asked (list), 5 review, 6 comment.</summary>
    public static readonly string Escalate = Script("""
        local id = at(ARGV[5])
        if not id then return { 'missing' } end
        expire(REVIEWS, id)
        local key = REVIEWS .. ARGV[5]
        local r = redis.call('HMGET', key, 'state', 'by', 'schema', 'claimer', 'name', 'until', 'audience', 'step', 'level', 'kind', 'escalators')
        if tonumber(r[3]) > tonumber(ARGV[1]) then return { 'newer', r[3] } end
        if r[1] ~= 'pending' then return { 'decided', r[1], r[2] } end
        local p, time = plan(id), now()
        local refusal = refused(p, ARGV[5], ARGV[3], ARGV[4])
        if refusal then return { 'refused', refusal, r[7] } end
        if r[4] and r[4] ~= ARGV[3] and tonumber(r[6]) > time then return { 'claimed', r[4], r[5], r[6] } end
        local level = tonumber(r[9]) + 1
        if not p.e or not p.e[level] then return { 'nobody' } end
        redis.call('HSET', key, 'escalators', (r[11] or '') .. listed({ ARGV[3] }))
        if redis.call('LLEN', key .. ':comments') < 200 then redis.call('RPUSH', key .. ':comments', text(time) .. ':' .. ARGV[6]) end
        advance(ARGV[5], p, r[10], time, tonumber(r[8]), level)
        return { 'ok', text(time) }
        """);

    private const string Claiming = """
        local function claim(review, who, name, token, ms)
          local key, untilTime = REVIEWS .. review, text(now() + tonumber(ms))
          redis.call('HSET', key, 'claimer', who, 'name', name, 'token', token, 'until', untilTime)
          redis.call('ZADD', CLAIMS, untilTime, review)
          for _, entry in ipairs(parse(redis.call('HGET', key, 'audience'))) do redis.call('ZREM', P .. 'unclaimed:' .. entry, review) end
          changed(review)
          return untilTime
        end

        """;

    private static string Script(string transition) => ThreadScript.With(LedgerScripts.Calls + Common + Claiming + transition);
}
