namespace Hitl.SemanticKernel;

/// <summary>Lua about the calls of a thread, for scripts whose keys are those of <see cref="LedgerKeys"/>.</summary>
/// <remarks>
/// Fields of the calls hash, each followed by
/// the call's id: s state, i may run again, g digest, d data, x decision, r result, a attempts, v review, p parent, u edit,
/// t recorded, o asked, y decided, e settled, w who decides and until when (<see cref="ReviewPlan"/>), f what is wrong with the result,
/// q a result that is or was held, h what the call came to then. The head's field "open" lists the calls whose batch is not complete (each as its length in bytes, a colon and the id),
/// "taken" counts the messages of the inbox that are in the log, "idle" says that nothing is left to do. "callers" lists the threads with calls that wait for this one,
/// and "called" is the one of them that has run it last.
/// </remarks>
internal static class CallsLua
{
    public static readonly string Text = """
        local CALLS, QUEUE = KEYS[4], KEYS[5]
        local MONITORED = string.sub(QUEUE, 1, #QUEUE - #'queue') .. 'monitored'

        local SETTLED = { succeeded = true, failed = true, rejected = true, denied = true, responded = true }

        local function field(name, id) return redis.call('HGET', CALLS, name .. ':' .. id) end

        local function parse(list)
          local ids, at = {}, 1
          while at <= #list do
            local colon = string.find(list, ':', at, true)
            local last = colon + tonumber(string.sub(list, at, colon - 1))
            ids[#ids + 1] = string.sub(list, colon + 1, last)
            at = last + 1
          end
          return ids
        end

        local function open() return parse(redis.call('HGET', HEAD, 'open') or '') end

        local function start(id)
          redis.call('HINCRBY', CALLS, 'a:' .. id, 1)
          redis.call('HSET', CALLS, 's:' .. id, 'executing')
        end

        local function unstart(first)
          for i = first, #ARGV do
            if field('s', ARGV[i]) == 'executing' then
              fact('unstarted', ARGV[i])
              redis.call('HINCRBY', CALLS, 'a:' .. ARGV[i], -1)
              redis.call('HSET', CALLS, 's:' .. ARGV[i], 'ready')
            end
          end
        end

        -- Scores only grow, so that whoever has seen one needs to ask for higher ones only.
        local function watch(member, time)
          local last = redis.call('ZREVRANGE', MONITORED, 0, 0, 'WITHSCORES')[2]
          redis.call('ZADD', MONITORED, text(math.max(tonumber(time), tonumber(last or '0') + 1)), member)
          redis.call('ZREMRANGEBYRANK', MONITORED, 0, -1001)
        end

        local function read(id)
          local names = { 's', 'd', 'x', 'r', 'a', 'p', 'v', 't', 'e', 'y', 'o', 'u', 'q', 'h', 'f' }
          for n = 1, #names do names[n] = names[n] .. ':' .. id end
          local values = redis.call('HMGET', CALLS, unpack(names))
          table.insert(values, 1, id)
          return values
        end

        """ + QueueLua.Text;
}
