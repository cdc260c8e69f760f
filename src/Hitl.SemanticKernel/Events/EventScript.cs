using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>Lua that lets a transition append one event to the chain of what it changes, in the same step.</summary>
/// <remarks>
/// A script made with <see cref="With"/> is run by <see cref="EventWriter.TransitionAsync"/>, which adds its own arguments behind
/// those of the script and takes them off again before the script sees them. The chain belongs to <c>KEYS[1]</c>: the head of a thread,
/// or another record that has one. The script can use, besides <see cref="ThreadScript"/>:
/// <list type="bullet">
/// <item><c>fact(name, value)</c>: notes something that only the script knows and that belongs to the event. Names may repeat. Time and number are noted anyway.</item>
/// <item><c>noted()</c>: whether anything else was noted.</item>
/// <item><c>event()</c>: appends the event with the facts noted so far. Call it once, before the first change that must not go unrecorded.</item>
/// <item><c>refuse(status, ...)</c>: appends the event with the fact <c>refused</c> and returns the reply of a refusal.</item>
/// <item><c>listed(values)</c>: a list as text, each entry as its length in bytes, a colon and the text.</item>
/// </list>
/// A script that returns without <c>event()</c> leaves no event. When the writer has not seen the latest event of the chain, nothing of
/// the script runs and the reply is the latest event; otherwise the event is the last element of the reply.
/// The hash of the chain: fields of <c>KEYS[1]:events</c>, <c>e:n</c> the event n (hash, body, facts, check value), <c>c:n</c> its content,
/// <c>n</c>, <c>h</c>, <c>f</c> number, hash and facts of the latest, <c>bn</c>, <c>bh</c>, <c>bf</c> those of the last one that retention removed.
/// The feed of the partition, <c>{prefix:p}:feed</c>, names the event: a stream of <c>k</c> (key of the hash) and <c>n</c>; where the server
/// has no streams, a hash of numbered entries (key, number, time) with the field <c>last</c>.
/// </remarks>
internal static class EventScript
{
    /// <summary>How many arguments the writer adds.</summary>
    public const int Arguments = 5;

    private const string Prelude = """
        local HAS_STREAMS = table.remove(ARGV)
        local CONTENT = table.remove(ARGV)
        local BODY = table.remove(ARGV)
        local HASH = table.remove(ARGV)
        local SEEN = table.remove(ARGV)
        local EVENTS, FEED = KEYS[1] .. ':events', string.match(KEYS[1], '^{[^}]*}') .. ':feed'
        local latest = redis.call('HMGET', EVENTS, 'n', 'h', 'f')
        if (latest[2] or '') ~= SEEN then return { 'behind', latest[1], latest[2], latest[3] } end
        local NUMBER, EVENT = text(tonumber(latest[1] or '0') + 1), false
        local FACTS = { 'time', text(now()), 'number', NUMBER }

        local function listed(values)
          local parts = {}
          for n, value in ipairs(values) do parts[n] = #value .. ':' .. value end
          return table.concat(parts)
        end

        local function fact(name, value)
          FACTS[#FACTS + 1] = name
          FACTS[#FACTS + 1] = value
        end

        local function noted() return #FACTS > 4 end

        local function event()
          local facts = listed(FACTS)
          if CONTENT ~= '' then redis.call('HSET', EVENTS, 'c:' .. NUMBER, CONTENT) end
          redis.call('HSET', EVENTS, 'e:' .. NUMBER, listed({ HASH, BODY, facts, redis.sha1hex(HASH .. BODY .. facts) }), 'n', NUMBER, 'h', HASH, 'f', facts)
          if HAS_STREAMS == '1' then
            redis.call('XADD', FEED, '*', 'k', EVENTS, 'n', NUMBER)
          else
            local position = text(redis.call('HINCRBY', FEED, 'last', 1))
            redis.call('HSET', FEED, position, listed({ EVENTS, NUMBER, FACTS[2] }))
          end
          redis.call('PUBLISH', FEED, EVENTS)
          EVENT = { NUMBER, HASH, facts }
        end

        local function refuse(status, ...)
          fact('refused', status)
          event()
          return { status, ... }
        end

        local function transition()

        """;

    private const string End = """

        end

        local reply = transition()
        reply[#reply + 1] = EVENT
        return reply
        """;

    /// <summary>Makes a script from the common parts and a transition.</summary>
    /// <param name="transition">The Lua of the transition. It returns a reply without holes.</param>
    public static string With(string transition) => ThreadScript.With(Prelude + transition + End);
}
