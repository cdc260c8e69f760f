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
/// <item><c>create(uid)</c>: makes the head if there is none; returns the thread's uid.</item>
/// <item><c>busy()</c>: how many milliseconds another run's lease has left, or nil.</item>
/// <item><c>take(ms)</c>: takes the lease; returns the fencing token. <c>holds(fence)</c>: whether the caller still has it. <c>release()</c>.</item>
/// <item><c>append(first, last)</c>: appends <c>ARGV[first..last]</c> to the log.</item>
/// <item>
/// <c>changed(fields)</c>: the next version of the head, with these fields and the lengths of <c>LISTS</c>, in one write: what a script
/// added to a list before it counts from there on. What it takes away from a list it takes away afterwards, and gives the length that will be.
/// <c>mend(drop)</c>: removes what does not count from the lists; <c>drop(list, value)</c> is told of each, and may be nil.
/// </item>
/// <item><c>all(list)</c>: what counts of a list.</item>
/// <item><c>since(uid, count)</c>: index and messages from there on, for a reader that has <c>count</c> messages of the thread <c>uid</c>.</item>
/// </list>
/// A server that is killed may keep the first writes of a script that it did not answer, and lose the later ones (an append-only file
/// that is not transactional). So the lists are written first, the head last, and the next script that takes the lease mends the lists.
/// </remarks>
public static class ThreadScript
{
    /// <summary>The version of the records' form that this code writes: 1.</summary>
    public static readonly string SchemaVersion = 1.ToString(CultureInfo.InvariantCulture);

    private const string Prelude = """
        local HEAD, MESSAGES, INBOX = KEYS[1], KEYS[2], KEYS[3]
        local LISTS = { messages = MESSAGES, inbox = INBOX }

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
          local known = redis.call('HGET', HEAD, 'uid')
          if known then return known end
          redis.call('HSET', HEAD, 'schema', ARGV[1], 'uid', uid, 'created', text(now()))
          for name, key in pairs(LISTS) do redis.call('HSET', HEAD, name, text(redis.call('LLEN', key))) end
          return uid
        end

        local function busy()
          local lease = redis.call('HMGET', HEAD, 'run', 'until')
          if not lease[1] or lease[1] == ARGV[2] then return nil end
          local left = tonumber(lease[2]) - now()
          if left > 0 then return text(left) end
          return nil
        end

        local function take(ms)
          redis.call('HSET', HEAD, 'run', ARGV[2], 'until', text(now() + tonumber(ms)))
          return text(redis.call('HINCRBY', HEAD, 'fence', 1))
        end

        local function holds(fence)
          local lease = redis.call('HMGET', HEAD, 'run', 'fence')
          return lease[1] == ARGV[2] and lease[2] == fence
        end

        local function release() redis.call('HDEL', HEAD, 'run', 'until') end

        local function append(first, last)
          for i = first, last do redis.call('RPUSH', MESSAGES, ARGV[i]) end
        end

        local function number(name) return tonumber(redis.call('HGET', HEAD, name) or '0') end

        local function changed(fields)
          fields = fields or {}
          fields.version = text(number('version') + 1)
          for name, key in pairs(LISTS) do
            fields[name] = fields[name] or text(redis.call('LLEN', key))
          end
          local values = {}
          for name, value in pairs(fields) do
            values[#values + 1] = name
            values[#values + 1] = value
          end
          redis.call('HSET', HEAD, unpack(values))
          return fields.version
        end

        local function mend(drop)
          for name, key in pairs(LISTS) do
            local length = tonumber(redis.call('HGET', HEAD, name) or '-1')
            if length >= 0 and redis.call('LLEN', key) > length then
              if drop then
                for _, value in ipairs(redis.call('LRANGE', key, length, -1)) do drop(name, value) end
              end
              if length == 0 then redis.call('DEL', key) else redis.call('LTRIM', key, 0, length - 1) end
            end
          end
        end

        local function all(name)
          local length = number(name)
          if length == 0 then return {} end
          return redis.call('LRANGE', LISTS[name], 0, length - 1)
        end

        local function since(uid, count)
          local from, length = 0, number('messages')
          if redis.call('HGET', HEAD, 'uid') == uid and tonumber(count) <= length then from = tonumber(count) end
          if from == length then return text(from), {} end
          return text(from), redis.call('LRANGE', MESSAGES, from, length - 1)
        end

        """;

    /// <summary>Makes a script from the common part and a transition.</summary>
    /// <param name="transition">The Lua of the transition.</param>
    public static string With(string transition) => Prelude + transition;
}
