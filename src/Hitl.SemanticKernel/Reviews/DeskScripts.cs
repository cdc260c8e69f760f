using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>Scripts on reviews. Those on one review have the keys of a decision. Those on a partition change nothing, have its queue as each key, and the ledger's Lua works on one thread after the other.</summary>
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
    /// ARGV: 3 reviewer, 4 where they are asked (list), 5 facets (list), 6 least and 7 greatest age in ms, 8 how many.
    /// The most urgent reviews that the reviewer can claim, each with its score and thread.
    /// </summary>
    public static readonly string Next = OnPartition("""
        reclaim()
        local facets, entries, most = parse(ARGV[5]), parse(ARGV[4]), tonumber(ARGV[8])
        local found, known = {}, {}

        local function unclaimed(review)
          for _, entry in ipairs(entries) do
            if redis.call('ZSCORE', P .. 'unclaimed:' .. entry, review) then return true end
          end
          return false
        end

        local function can(review)
          if known[review] or not unclaimed(review) or not fits(review, facets) or not within(review, ARGV[6], ARGV[7]) then return false end
          local r, id = redis.call('HMGET', REVIEWS .. review, 'due', 'action', 'schema'), at(review)
          local due = tonumber(r[1] or '')
          if due and due <= now() and r[2] ~= 'wait' or tonumber(r[3] or '0') > tonumber(ARGV[1]) then return false end
          return id and not refused(plan(id), review, ARGV[3], ARGV[4])
        end

        local sets = {}
        if #facets > 0 then
          sets[1] = smallest(facets)
        else
          for n, entry in ipairs(entries) do sets[n] = P .. 'unclaimed:' .. entry end
        end
        for _, set in ipairs(sets) do
          local from, count, done = 0, 0, false
          while not done and from < 10000 do
            local chunk = redis.call('ZRANGE', set, from, from + 49, 'WITHSCORES')
            for i = 1, #chunk, 2 do
              if can(chunk[i]) then
                known[chunk[i]], count = true, count + 1
                found[#found + 1] = { chunk[i], chunk[i + 1], redis.call('HGET', REVIEWS .. chunk[i], 'thread') }
                if count == most then break end
              end
            end
            done, from = count == most or #chunk < 100, from + 50
          end
        end
        return { 'ok', found }
        """);

    /// <summary>ARGV: 3 reviewer, 4 name, 5 where they are asked (list), 6 token, 7 lease ms, 8 review.</summary>
    public static readonly string Claim = OnReview("""
        local id = begun(ARGV[8])
        if not id then return gone() end
        local r = redis.call('HMGET', KEYS[6], 'claimer', 'name', 'until', 'audience')
        local refusal = refused(plan(id), ARGV[8], ARGV[3], ARGV[5])
        if refusal then return refuse('refused', refusal, r[4]) end
        if r[1] and r[1] ~= ARGV[3] and tonumber(r[3]) > now() then return { 'claimed', r[1], r[2], r[3] } end
        local ends = text(now() + tonumber(ARGV[7]))
        fact('until', ends)
        event()
        redis.call('HSET', KEYS[6], 'claimer', ARGV[3], 'name', ARGV[4], 'token', ARGV[6], 'until', ends)
        redis.call('ZADD', CLAIMS, ends, ARGV[8])
        for _, entry in ipairs(parse(r[4])) do redis.call('ZREM', P .. 'unclaimed:' .. entry, ARGV[8]) end
        changed(ARGV[8])
        return { 'ok', ends }
        """);

    /// <summary>ARGV: 3 reviewer, 4 token ('' whatever it is), 5 lease ms (0 gives the claim back), 6 review.</summary>
    public static readonly string Hold = OnReview("""
        if not begun(ARGV[6]) then return gone() end
        local r = redis.call('HMGET', KEYS[6], 'claimer', 'token', 'until')
        if r[1] ~= ARGV[3] or tonumber(r[3]) <= now() or ARGV[4] ~= '' and ARGV[4] ~= r[2] then return { 'unclaimed' } end
        local ends = text(now() + tonumber(ARGV[5]))
        fact('until', ends)
        event()
        if ARGV[5] == '0' then
          unclaim(ARGV[6])
        else
          redis.call('HSET', KEYS[6], 'until', ends)
          redis.call('ZADD', CLAIMS, ends, ARGV[6])
        end
        changed(ARGV[6])
        return { 'ok', ends }
        """);

    /// <summary>
    /// ARGV: 3 where a reviewer is asked (list, '' whoever), 4 facets (list), 5 least and 6 greatest age in ms, 7 limit, 8 behind this score and 9 this review.
    /// Reviews in the order of urgency, each with its score, and how far they go when there may be more.
    /// </summary>
    public static readonly string Page = OnPartition("""
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
        return { 'ok', page, horizon or '', horizonScore or '' }
        """);

    /// <summary>
    /// ARGV: 3 the longest patience in ms. When the oldest pending review was opened (empty without one), and what time it is. No review stands further
    /// behind its opening than the patience, so those behind that are all younger; at most 1,000 are looked at.
    /// </summary>
    public static readonly string Oldest = OnPartition("""
        local oldest, from = nil, 0
        while from < 1000 do
          local chunk = redis.call('ZRANGE', QUEUE, from, from + 99, 'WITHSCORES')
          for i = 1, #chunk, 2 do
            if oldest and tonumber(chunk[i + 1]) - tonumber(ARGV[3]) > oldest then return { 'ok', text(oldest), text(now()) } end
            local created = tonumber(redis.call('HGET', REVIEWS .. chunk[i], 'created') or '')
            if created and (not oldest or created < oldest) then oldest = created end
          end
          if #chunk < 200 then break end
          from = from + 100
        end
        return { 'ok', oldest and text(oldest) or '', text(now()) }
        """);

    /// <summary>Gives claims back that have ended. Returns reviews whose deadlines have passed, at most 100, each with its thread, and whether claims had ended.</summary>
    public static readonly string Due = OnPartition("""
        local ended, due = reclaim(), {}
        for n, review in ipairs(redis.call('ZRANGEBYSCORE', DEADLINES, '-inf', text(now()), 'LIMIT', 0, 100)) do
          due[n] = { review, redis.call('HGET', REVIEWS .. review, 'thread') or '' }
          -- One that stands there by mistake would stand in the way of others.
          if due[n][2] == '' then redis.call('ZREM', DEADLINES, review) end
        end
        return { 'ok', due, ended > 0 and '1' or '0' }
        """);

    /// <summary>ARGV: 3 review. Does what its deadline says, when it has passed. Returns whether it did, and whether the thread can go on.</summary>
    public static readonly string Expire = OnReview("""
        local id = redis.call('HGET', KEYS[6], 'call')
        local goes = id and field('v', id) == ARGV[3] and expire(REVIEWS, id)
        if not noted() then
          local due = redis.call('HMGET', KEYS[6], 'state', 'due')
          if due[1] ~= 'pending' or field('v', id) ~= ARGV[3] or field('s', id) ~= 'pending' then redis.call('ZREM', DEADLINES, ARGV[3]) end
          return { 'ok', '0', '0' }
        end
        event()
        return { 'ok', '1', goes and '1' or '0' }
        """);

    /// <summary>ARGV: 3 review, 4 comment.</summary>
    public static readonly string Comment = OnReview("""
        local schema = redis.call('HGET', KEYS[6], 'schema')
        if not schema then return { 'missing' } end
        if tonumber(schema) > tonumber(ARGV[1]) then return { 'newer', schema } end
        local key, time = KEYS[6] .. ':comments', text(now())
        if redis.call('LLEN', key) >= 200 then return { 'full' } end
        event()
        redis.call('RPUSH', key, time .. ':' .. ARGV[4])
        changed(ARGV[3])
        return { 'ok', time }
        """);

    /// <summary>ARGV: 3 reviewer, 4 where they are asked (list), 5 review, 6 comment.</summary>
    public static readonly string Escalate = OnReview("""
        local id = begun(ARGV[5])
        if not id then return gone() end
        local r = redis.call('HMGET', KEYS[6], 'claimer', 'name', 'until', 'audience', 'step', 'level', 'kind', 'escalators')
        local p, time = plan(id), now()
        local refusal = refused(p, ARGV[5], ARGV[3], ARGV[4])
        if refusal then return refuse('refused', refusal, r[4]) end
        if r[1] and r[1] ~= ARGV[3] and tonumber(r[3]) > time then return refuse('claimed', r[1], r[2], r[3]) end
        local level = tonumber(r[6]) + 1
        if not p.e or not p.e[level] then return { 'nobody' } end
        fact('escalated', ARGV[5])
        event()
        redis.call('HSET', KEYS[6], 'escalators', (r[8] or '') .. listed({ ARGV[3] }))
        if redis.call('LLEN', KEYS[6] .. ':comments') < 200 then redis.call('RPUSH', KEYS[6] .. ':comments', text(time) .. ':' .. ARGV[6]) end
        advance(ARGV[5], p, r[7], time, tonumber(r[5]), level)
        return { 'ok', text(time) }
        """);

    /// <summary>Begins a script on a review: what its deadline says is done first, and <c>gone</c> tells why it is not pending.</summary>
    private const string Beginning = """
        local GONE = nil
        local function gone() return noted() and refuse(unpack(GONE)) or GONE end

        local function begun(review)
          local first = redis.call('HMGET', KEYS[6], 'call', 'schema')
          if not first[1] then
            GONE = { 'missing' }
            return nil
          end
          if tonumber(first[2]) > tonumber(ARGV[1]) then
            GONE = { 'newer', first[2] }
            return nil
          end
          if field('v', first[1]) == review then expire(REVIEWS, first[1]) end
          local r = redis.call('HMGET', KEYS[6], 'state', 'by')
          if r[1] ~= 'pending' then
            GONE = { 'decided', r[1], r[2] }
            return nil
          end
          return first[1]
        end

        """;

    private static string OnPartition(string body) => ThreadScript.With(CallsLua.Text + Common + body);

    private static string OnReview(string transition) => EventScript.With(CallsLua.Text + Beginning + transition);
}
