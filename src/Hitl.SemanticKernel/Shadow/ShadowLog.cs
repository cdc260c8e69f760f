using System.Globalization;
using System.Text.Json;
using Hitl.Memory;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>Where verdicts go that are not carried out (<see cref="PolicyMode.Shadow"/>). Safe for concurrent use.</summary>
/// <remarks>Each verdict is one round trip. One that cannot be written is missing from the report and is logged; the call runs all the same, as nothing is held.</remarks>
public sealed partial class ShadowLog
{
    private const int MaxHeld = 1_000;
    private const char Separator = '\n';

    /// <summary>KEYS: counts, held. ARGV: 1 field, 2 the call as JSON or nothing, 3 how many are kept. Each entry has the server's time before it.</summary>
    private const string Write = """
        redis.call('HINCRBY', KEYS[1], ARGV[1], 1)
        if ARGV[2] ~= '' then
          local t = redis.call('TIME')
          redis.call('LPUSH', KEYS[2], string.format('%.0f', tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)) .. ' ' .. ARGV[2])
          redis.call('LTRIM', KEYS[2], 0, tonumber(ARGV[3]) - 1)
        end
        return 1
        """;

    private readonly RedisStore _store;
    private readonly ILogger _logger;

    internal ShadowLog(RedisStore store, ILogger logger) => (_store, _logger) = (store, logger);

    /// <summary>Reads what the policy would have done since the last <see cref="ClearAsync"/>.</summary>
    /// <param name="policyVersion">The version that is reported. Default: all.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<ShadowReport> ReadAsync(string? policyVersion = null, CancellationToken cancellationToken = default)
    {
        try
        {
            var database = await _store.GetDatabaseAsync(cancellationToken).ConfigureAwait(false);
            var partitions = Enumerable.Range(0, _store.Keys.Partitions).ToList();
            var hashes = Task.WhenAll(partitions.Select(p => database.HashGetAllAsync(Counts(p))));
            var lists = Task.WhenAll(partitions.Select(p => database.ListRangeAsync(Held(p))));
            var counts = await RedisStore.CallAsync(hashes, cancellationToken).ConfigureAwait(false);
            var held = await RedisStore.CallAsync(lists, cancellationToken).ConfigureAwait(false);
            return new ShadowReport
            {
                Counts = [.. counts.SelectMany(c => c).Select(Count).Where(c => policyVersion is null || c.PolicyVersion == policyVersion)
                    .GroupBy(c => c with { Calls = 0 }, (key, same) => key with { Calls = same.Sum(c => c.Calls) })
                    .OrderByDescending(c => c.Verdict).ThenByDescending(c => c.Calls).ThenBy(c => c.Tool, StringComparer.Ordinal)],
                Held = [.. held.SelectMany(h => h).Select(Call).Where(c => policyVersion is null || c.PolicyVersion == policyVersion)
                    .OrderByDescending(c => c.JudgedAt).Take(MaxHeld)],
            };
        }
        catch (StoreUnavailableException e)
        {
            throw new OversightUnavailableException(e);
        }
    }

    /// <summary>Forgets what was recorded.</summary>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task ClearAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            var database = await _store.GetDatabaseAsync(cancellationToken).ConfigureAwait(false);
            var deleted = Task.WhenAll(Enumerable.Range(0, _store.Keys.Partitions).Select(p => database.KeyDeleteAsync([Counts(p), Held(p)])));
            await RedisStore.CallAsync(deleted, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e)
        {
            throw new OversightUnavailableException(e);
        }
    }

    internal async Task RecordAsync(ToolCall call, Judgment judgment, CancellationToken cancellationToken)
    {
        var decision = judgment.Decision;
        var held = decision.Verdict < Verdict.Review ? [] : JsonSerializer.SerializeToUtf8Bytes(
            new ShadowedCall
            {
                JudgedAt = default,
                ThreadId = call.ThreadId,
                CallId = call.CallId,
                Tool = call.Tool.Name,
                Verdict = decision.Verdict,
                Reason = decision.Reason,
                PolicyVersion = decision.PolicyVersion,
                Risk = judgment.Risk,
                Trust = judgment.Trust,
            },
            LedgerJson.Relaxed.ShadowedCall);
        try
        {
            var partition = _store.Keys.PartitionOf(call.ThreadId);
            RedisValue field = string.Join(Separator, decision.PolicyVersion, decision.Verdict, call.Tool.Name);
            await _store.EvaluateAsync(Write, [Counts(partition), Held(partition)], [field, held, MaxHeld], cancellationToken).ConfigureAwait(false);
        }
        catch (HitlException e)
        {
            LogNotRecorded(_logger, e, call.Tool.Name);
        }
    }

    private RedisKey Counts(int partition) => _store.Keys.Key(partition, "shadow");

    private RedisKey Held(int partition) => _store.Keys.Key(partition, "shadow:held");

    private static ShadowCount Count(HashEntry entry)
    {
        var parts = entry.Name.ToString().Split(Separator, 3);
        return new ShadowCount(parts[0], parts[2], Enum.Parse<Verdict>(parts[1]), (long)entry.Value);
    }

    private static ShadowedCall Call(RedisValue entry)
    {
        var text = entry.ToString();
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return JsonSerializer.Deserialize(text.AsSpan(space + 1), LedgerJson.Relaxed.ShadowedCall)! with
        {
            JudgedAt = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(text.AsSpan(0, space), CultureInfo.InvariantCulture)),
        };
    }

    [LoggerMessage(LogLevel.Warning, "The verdict about a call of {Tool} could not be recorded; it is missing from the report.")]
    private static partial void LogNotRecorded(ILogger logger, Exception exception, string tool);
}
