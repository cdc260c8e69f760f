using System.Globalization;

namespace Hitl.Memory;

/// <summary>Lua that scripts on threads have in common. A layer above adds its own transition to it, so that thread and companion records change in one step.</summary>
/// <remarks>
/// A script made with <see cref="With"/> is called with <c>KEYS[1..3]</c> = <see cref="ThreadKeys.Head"/>, <see cref="ThreadKeys.Messages"/>,
/// <see cref="ThreadKeys.Inbox"/> and further keys of its own, and with <c>ARGV[1]</c> = <see cref="SchemaVersion"/>, <c>ARGV[2]</c> = the run's token.
/// It can use:
/// <list type="bullet">
/// <item><c>now()</c>: the server's clock in milliseconds; <c>text(n)</c>: a whole number as text.</item>
/// <item><c>newer()</c>: the schema version of the head if it is newer than the caller's, else nil.</item>
/// <item><c>create(uid)</c>: makes the head if there is none.</item>
/// <item><c>busy()</c>: how many milliseconds another run's lease has left, or nil. <c>holds(fence)</c>: whether the caller has the lease.</item>
/// <item><c>append(first, last)</c>: appends <c>ARGV[first..last]</c> to the log. <c>put(message)</c>: appends one message.</item>
/// <item><c>take(ms)</c>: takes the lease and returns the fencing token. A thread that was to expire does not any more. <c>release()</c>.</item>
/// <item><c>commit(field, value, ...)</c>: makes what the script appended, took and released part of the thread, with further fields of the head.</item>
/// <item><c>since(uid, count)</c>: index and messages from there on, for a reader that has <c>count</c> messages of the thread <c>uid</c>.</item>
/// </list>
/// Everything a script changes takes effect with one write to the head, at its end: a server that died in between and lost
/// the rest of the script leaves only what nothing refers to.
/// </remarks>
public static class ThreadScript
{
    /// <summary>The version of the records' form that this code writes: 1.</summary>
    public static readonly string SchemaVersion = 1.ToString(CultureInfo.InvariantCulture);

    private const string Prelude = """
        local HEAD, MESSAGES, INBOX = KEYS[1], KEYS[2], KEYS[3]
        local PENDING, LENGTH = {}, nil

        local function text(n) return string.format('%.0f', n) end

        local function now()
          local t = redis.call('TIME')
          return tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)
        end

        local function newer()
          local schema = redis.call('HGET', HEAD, 'schema')
          if schema and tonumber(schema) > tonumber(ARGV[1]) then return schema end
          return nil
        end

        local function create(uid)
          if redis.call('EXISTS', HEAD) == 0 then
            redis.call('HSET', HEAD, 'schema', ARGV[1], 'uid', uid, 'created', text(now()), 'length', text(redis.call('LLEN', MESSAGES)), 'fence', '0', 'version', '0', 'run', '', 'until', '0')
          end
        end

        local function busy()
          local lease = redis.call('HMGET', HEAD, 'run', 'until')
          if not lease[1] or lease[1] == '' or lease[1] == ARGV[2] then return nil end
          local left = tonumber(lease[2]) - now()
          if left > 0 then return text(left) end
          return nil
        end

        local function holds(fence)
          local lease = redis.call('HMGET', HEAD, 'run', 'fence')
          return lease[1] == ARGV[2] and lease[2] == fence
        end

        local function put(message)
          if not LENGTH then
            LENGTH = tonumber(redis.call('HGET', HEAD, 'length'))
            if redis.call('LLEN', MESSAGES) > LENGTH then
              if LENGTH == 0 then redis.call('DEL', MESSAGES) else redis.call('LTRIM', MESSAGES, 0, LENGTH - 1) end
            end
          end
          redis.call('RPUSH', MESSAGES, message)
          LENGTH = LENGTH + 1
        end

        local function append(first, last)
          for i = first, last do put(ARGV[i]) end
        end

        local function also(...)
          for _, value in ipairs({...}) do PENDING[#PENDING + 1] = value end
        end

        local function stay()
          if redis.call('PTTL', HEAD) >= 0 then
            for _, key in ipairs({ HEAD, MESSAGES, INBOX, HEAD .. ':memory', HEAD .. ':memory:items' }) do redis.call('PERSIST', key) end
          end
        end

        local function take(ms)
          stay()
          local fence = text(tonumber(redis.call('HGET', HEAD, 'fence')) + 1)
          also('run', ARGV[2], 'until', text(now() + tonumber(ms)), 'fence', fence)
          return fence
        end

        local function release() also('run', '', 'until', '0') end

        local function commit(...)
          also(...)
          also('version', text(tonumber(redis.call('HGET', HEAD, 'version')) + 1))
          if LENGTH then also('length', text(LENGTH)) end
          redis.call('HSET', HEAD, unpack(PENDING))
        end

        local function since(uid, count)
          local head = redis.call('HMGET', HEAD, 'uid', 'length')
          local from, length = 0, tonumber(head[2])
          if head[1] == uid and tonumber(count) <= length then from = tonumber(count) end
          if from == length then return text(from), {} end
          return text(from), redis.call('LRANGE', MESSAGES, from, length - 1)
        end

        """;

    /// <summary>Makes a script from the common part and a transition.</summary>
    /// <param name="transition">The Lua of the transition.</param>
    public static string With(string transition) => Prelude + transition;
}
