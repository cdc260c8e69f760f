using System.Globalization;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>
/// The durable queue of background work. What is to be done follows from the records (a cursor behind the log, an outbox with something in it);
/// the queue says when to look. So work that is done twice, or claimed by a process that died, is no harm.
/// </summary>
internal sealed class MemoryQueue(RedisStore redis)
{
    private const string Clock = """
        local time = redis.call('TIME')
        local TIME = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
        local function text(n) return string.format('%.0f', n) end
        local function held(name)
          local lease = redis.call('HGET', KEYS[2], name)
          if not lease then return nil end
          local bar = string.find(lease, '|', 1, true)
          return string.sub(lease, 1, bar - 1), tonumber(string.sub(lease, bar + 1))
        end

        """;

    // KEYS: due, leases. ARGV: token, lease ms, name or empty for any that is due.
    private const string Claim = Clock + """
        local names = { ARGV[3] }
        if ARGV[3] == '' then names = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', text(TIME), 'LIMIT', 0, 100) end
        for _, name in ipairs(names) do
          local token, ends = held(name)
          if redis.call('ZSCORE', KEYS[1], name) and (not token or ends <= TIME) then
            redis.call('HSET', KEYS[2], name, ARGV[1] .. '|' .. text(TIME + tonumber(ARGV[2])))
            return { name, text(TIME) }
          end
        end
        return {}
        """;

    // KEYS: due, leases. ARGV: token, lease ms, name.
    private const string Renew = Clock + """
        if held(ARGV[3]) ~= ARGV[1] then return 0 end
        redis.call('HSET', KEYS[2], ARGV[3], ARGV[1] .. '|' .. text(TIME + tonumber(ARGV[2])))
        return 1
        """;

    // KEYS: due, leases, attempts. ARGV: token, name.
    private const string Complete = Clock + """
        redis.call('HDEL', KEYS[3], ARGV[2])
        if held(ARGV[2]) == ARGV[1] then redis.call('HDEL', KEYS[2], ARGV[2]) end
        return 1
        """;

    // KEYS: due, leases, attempts. ARGV: token, name, delay ms, largest delay ms.
    private const string Fail = Clock + """
        if held(ARGV[2]) ~= ARGV[1] then return 0 end
        local attempts = redis.call('HINCRBY', KEYS[3], ARGV[2], 1)
        local delay = math.min(tonumber(ARGV[3]) * 2 ^ math.min(attempts - 1, 30), tonumber(ARGV[4]))
        redis.call('ZADD', KEYS[1], text(TIME + delay), ARGV[2])
        redis.call('HDEL', KEYS[2], ARGV[2])
        return attempts
        """;

    // KEYS: due, changed. ARGV: name, delay ms.
    private const string Schedule = Clock + """
        redis.call('HSET', KEYS[2], ARGV[1], text(TIME))
        redis.call('ZADD', KEYS[1], 'NX', text(TIME + tonumber(ARGV[2])), ARGV[1])
        return 1
        """;

    // KEYS: due, changed, compacted. ARGV: name, when the compaction began, delay ms.
    private const string Compacted = Clock + """
        redis.call('HSET', KEYS[3], ARGV[1], ARGV[2])
        if tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or '0') >= tonumber(ARGV[2]) then
          redis.call('ZADD', KEYS[1], text(TIME + tonumber(ARGV[3])), ARGV[1])
        else
          redis.call('ZREM', KEYS[1], ARGV[1])
          redis.call('HDEL', KEYS[2], ARGV[1])
        end
        return 1
        """;

    // KEYS: due, work of a scope. What is not in the queue any more is taken out of the work.
    private const string Work = """
        local names = {}
        for _, name in ipairs(redis.call('SMEMBERS', KEYS[2])) do
          if redis.call('ZSCORE', KEYS[1], name) then names[#names + 1] = name else redis.call('SREM', KEYS[2], name) end
        end
        return names
        """;

    public RedisStore Redis { get; } = redis;

    /// <summary>Takes a piece of work that is due, or one that is named whether it is due or not.</summary>
    /// <returns>It, or null when there is none that is not taken.</returns>
    public async Task<WorkLease?> ClaimAsync(int partition, string? name, TimeSpan lease, CancellationToken cancellationToken)
    {
        var token = Guid.NewGuid().ToString("N");
        var answer = (string[])(await Redis.EvaluateAsync(Claim, [Due(partition), Leases(partition)], [token, Milliseconds(lease), name ?? ""], cancellationToken).ConfigureAwait(false))!;
        return answer.Length == 0 ? null : new(partition, answer[0], token, long.Parse(answer[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Whether the work still belongs to this process.</summary>
    public async Task<bool> RenewAsync(WorkLease work, TimeSpan lease, CancellationToken cancellationToken) =>
        (long)await Redis.EvaluateAsync(Renew, [Due(work.Partition), Leases(work.Partition)], [work.Token, Milliseconds(lease), work.Name], cancellationToken).ConfigureAwait(false) == 1;

    /// <summary>Gives work back that was done.</summary>
    public Task CompleteAsync(WorkLease work, CancellationToken cancellationToken) =>
        Redis.EvaluateAsync(Complete, [Due(work.Partition), Leases(work.Partition), Attempts(work.Partition)], [work.Token, work.Name], cancellationToken);

    /// <summary>Gives work back that failed.</summary>
    /// <returns>How often it has failed.</returns>
    public async Task<long> FailAsync(WorkLease work, BackgroundOptions options, CancellationToken cancellationToken) =>
        (long)await Redis.EvaluateAsync(
            Fail, [Due(work.Partition), Leases(work.Partition), Attempts(work.Partition)],
            [work.Token, work.Name, Milliseconds(options.RetryDelay), Milliseconds(options.MaxRetryDelay)], cancellationToken).ConfigureAwait(false);

    /// <summary>Says that memories of a scope have changed.</summary>
    public Task ScheduleCompactionAsync(MemoryScope scope, TimeSpan delay, CancellationToken cancellationToken)
    {
        var partition = Redis.Keys.PartitionOf(scope.Digest);
        return Redis.EvaluateAsync(Schedule, [Due(partition), Key(partition, "changed")], [WorkKind.Compact + scope.Key, Milliseconds(delay)], cancellationToken);
    }

    /// <summary>When the last compaction of a scope began, by the server's clock.</summary>
    public async Task<DateTimeOffset?> CompactedAsync(WorkLease work, CancellationToken cancellationToken)
    {
        var database = await Redis.GetDatabaseAsync(cancellationToken).ConfigureAwait(false);
        var began = await RedisStore.CallAsync(database.HashGetAsync(Key(work.Partition, "compacted"), work.Name), cancellationToken).ConfigureAwait(false);
        return began.IsNull ? null : DateTimeOffset.FromUnixTimeMilliseconds((long)began);
    }

    /// <summary>Says that a scope was compacted. What changed since the compaction began is compacted later.</summary>
    public Task CompactedAsync(WorkLease work, TimeSpan delay, CancellationToken cancellationToken) =>
        Redis.EvaluateAsync(
            Compacted, [Due(work.Partition), Key(work.Partition, "changed"), Key(work.Partition, "compacted")],
            [work.Name, work.Taken.ToString(CultureInfo.InvariantCulture), Milliseconds(delay)], cancellationToken);

    /// <summary>The names of the work that there is for a scope in a partition.</summary>
    public async Task<IReadOnlyList<string>> WorkAsync(int partition, MemoryScope scope, CancellationToken cancellationToken) =>
        (string[])(await Redis.EvaluateAsync(Work, [Due(partition), WorkingMemoryKeys.Work(Redis.Keys, partition, scope)], [], cancellationToken).ConfigureAwait(false))!;

    private RedisKey Due(int partition) => WorkingMemoryKeys.Due(Redis.Keys, partition);

    private RedisKey Leases(int partition) => Key(partition, "leases");

    private RedisKey Attempts(int partition) => Key(partition, "attempts");

    private RedisKey Key(int partition, string name) => Redis.Keys.Key(partition, "memory:" + name);

    private static string Milliseconds(TimeSpan span) => ((long)span.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
