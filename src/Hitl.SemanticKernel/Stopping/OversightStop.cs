using System.Security.Cryptography;
using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>Where people stop agents: a thread, a user, a tool or everything, in every process, until somebody lifts it.</summary>
/// <remarks>
/// A stop is checked before each call, and holds from at most a second after <see cref="StopAsync"/> returned, in a process that is cut
/// off from the store too: there no call runs. A call that falls under it does not run, the model is told nothing, and whoever began
/// the turn gets an <see cref="OversightStoppedException"/>. What is on record stays as it is: calls that were not begun can be run by
/// <see cref="CheckpointedThread.ResumeAsync"/> when the stop is lifted, and people can decide in the meantime. A call that is running
/// already is not interrupted, and its result is recorded. Stops survive restarts. Safe for concurrent use.
/// </remarks>
public sealed class OversightStop
{
    /// <summary>How many stops can be in force at a time: 10,000.</summary>
    public const int MaxStops = 10_000;

    /// <summary>How many entries of the log are kept, the newest: 10,000.</summary>
    public const int MaxLogEntries = 10_000;

    /// <summary>KEYS: stops, log. ARGV: 1 schema, 2 field, 3 record, 4 version, 5 length of the log, 6 most stops. A stop that is in force stays as it is.</summary>
    private static readonly string Stop = EventScript.With("""
        local time = text(now())
        local stop = redis.call('HGET', KEYS[1], ARGV[2])
        if not stop then
          if redis.call('HLEN', KEYS[1]) - redis.call('HEXISTS', KEYS[1], 'always') >= tonumber(ARGV[6]) + 2 then return refuse('full') end
          event()
          stop = time .. ' ' .. ARGV[3]
          redis.call('HSET', KEYS[1], 'schema', ARGV[1], 'version', ARGV[4], ARGV[2], stop)
        else
          fact('unchanged', ARGV[2])
          event()
        end
        redis.call('LPUSH', KEYS[2], time .. ' ' .. ARGV[3])
        redis.call('LTRIM', KEYS[2], 0, tonumber(ARGV[5]) - 1)
        return { 'ok', stop }
        """);

    /// <summary>KEYS: stops, log. ARGV: 1 schema, 2 field, 3 record, 4 version, 5 length of the log.</summary>
    private static readonly string Lift = EventScript.With("""
        if redis.call('HEXISTS', KEYS[1], ARGV[2]) == 0 then return refuse('none') end
        event()
        redis.call('HDEL', KEYS[1], ARGV[2])
        redis.call('HSET', KEYS[1], 'version', ARGV[4])
        redis.call('LPUSH', KEYS[2], text(now()) .. ' ' .. ARGV[3])
        redis.call('LTRIM', KEYS[2], 0, tonumber(ARGV[5]) - 1)
        return { 'ok' }
        """);

    private readonly RedisStore _store;
    private readonly EventWriter _events;
    private readonly StopFeed _feed;

    internal OversightStop(RedisStore store, EventWriter events, StopFeed feed) => (_store, _events, _feed) = (store, events, feed);

    /// <summary>Stops something. When it is stopped already, that stop stays as it is and the attempt is logged.</summary>
    /// <param name="target">What is stopped.</param>
    /// <param name="by">Who stops it.</param>
    /// <param name="reason">Why, 1 to 16,384 characters; the exception of the turn has it.</param>
    /// <param name="cancellationToken">Keeps the stop from being sent; the answer to what was sent is awaited.</param>
    /// <returns>The stop that is in force.</returns>
    /// <exception cref="ArgumentException">The person has no valid id, or the reason is missing or too long.</exception>
    /// <exception cref="InvalidOperationException">There are <see cref="MaxStops"/> stops already. Stop everything, or lift some.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<ActiveStop> StopAsync(StopTarget target, Reviewer by, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var record = Record(target, by, reason);
        RedisValue[] values = [ThreadScript.SchemaVersion, target.Field, record.ToJson(), NewVersion(), MaxLogEntries, target.Kind == StopKind.Everything ? MaxStops + 1 : MaxStops];
        var reply = await _events.TransitionAsync(Stop, Keys, values, Draft(EventKinds.StopSet, record), cancellationToken).ConfigureAwait(false);
        if ((string)reply[0]! == "full")
        {
            throw new InvalidOperationException($"There are {MaxStops} stops already. Stop everything, or lift those that are no longer needed.");
        }

        await _feed.ChangedAsync().ConfigureAwait(false);
        return StopRecord.ReadActive((RedisValue)reply[1]);
    }

    /// <summary>Lifts a stop. Others that the same calls fall under stay.</summary>
    /// <param name="target">What was stopped, as it was named then.</param>
    /// <param name="by">Who lifts it.</param>
    /// <param name="reason">Why, at most 16,384 characters. Default: none.</param>
    /// <param name="cancellationToken">Keeps the change from being sent; the answer to what was sent is awaited.</param>
    /// <returns>Whether there was such a stop.</returns>
    /// <exception cref="ArgumentException">The person has no valid id, or the reason is too long.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<bool> LiftAsync(StopTarget target, Reviewer by, string? reason = null, CancellationToken cancellationToken = default)
    {
        var record = Record(target, by, reason) with { IsLift = true };
        RedisValue[] values = [ThreadScript.SchemaVersion, target.Field, record.ToJson(), NewVersion(), MaxLogEntries];
        var reply = await _events.TransitionAsync(Lift, Keys, values, Draft(EventKinds.StopLifted, record), cancellationToken).ConfigureAwait(false);
        await _feed.ChangedAsync().ConfigureAwait(false);
        return (string)reply[0]! == "ok";
    }

    /// <summary>Lists the stops that are in force, the oldest first.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<IReadOnlyList<ActiveStop>> ListAsync(CancellationToken cancellationToken = default) =>
        (await _feed.ReadAsync(cancellationToken).ConfigureAwait(false)).Stops;

    /// <summary>Reads who stopped and lifted what, the newest first.</summary>
    /// <param name="limit">At most how many, 1 to <see cref="MaxLogEntries"/>. Default 100.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not between 1 and <see cref="MaxLogEntries"/>.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<IReadOnlyList<StopLogEntry>> ReadLogAsync(int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxLogEntries);
        try
        {
            var database = await _store.GetDatabaseAsync(cancellationToken).ConfigureAwait(false);
            var entries = await RedisStore.CallAsync(database.ListRangeAsync(StopKeys.Log(_store.Keys), 0, limit - 1), cancellationToken).ConfigureAwait(false);
            return [.. entries.Select(StopRecord.Read)];
        }
        catch (StoreUnavailableException e)
        {
            throw new OversightUnavailableException(e);
        }
    }

    private RedisKey[] Keys => [StopKeys.Stops(_store.Keys), StopKeys.Log(_store.Keys)];

    private static StopRecord Record(StopTarget target, Reviewer by, string? reason)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(by);
        return by.Problem is { } problem ? throw new ArgumentException($"This person cannot stop or lift: {problem}.", nameof(by))
            : reason?.Length > ReviewDesk.MaxTextLength ? throw new ArgumentException($"The reason has {reason.Length} characters and at most {ReviewDesk.MaxTextLength} are taken.", nameof(reason))
            : new StopRecord { Target = target.Field, By = by, Reason = reason };
    }

    private static EventDraft Draft(string kind, StopRecord record) => new()
    {
        Kind = kind,
        Actor = EventActor.Of(record.By),
        Data = new Dictionary<string, string> { ["target"] = record.Target },
        Content = new EventContent { ActorName = record.By.Name, Text = record.Reason },
    };

    private static string NewVersion() => RandomNumberGenerator.GetHexString(16, lowercase: true);
}
