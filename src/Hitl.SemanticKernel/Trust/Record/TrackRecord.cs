using System.Globalization;
using Hitl.Memory;
using Microsoft.Extensions.Logging;

namespace Hitl.SemanticKernel;

/// <summary>What people decided about the calls of each tool: counted with each decision, kept in Redis. Safe for concurrent use.</summary>
public sealed partial class TrackRecord
{
    internal static readonly TimeSpan RefreshAfter = TimeSpan.FromSeconds(5);

    private readonly RedisStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly bool _isRead;
    private Dictionary<string, ToolRecord>? _loaded;
    private long _triedAt;
    private bool _hasFailed;
    private int _isLoading;

    /// <param name="store">Where the record is.</param>
    /// <param name="time">Says how old what is loaded is.</param>
    /// <param name="logger">Is told when it cannot be read.</param>
    /// <param name="isRead">Whether it counts in this process.</param>
    internal TrackRecord(RedisStore store, TimeProvider time, ILogger logger, bool isRead) => (_store, _time, _logger, _isRead) = (store, time, logger, isRead);

    /// <summary>Reads the record of every tool about which something was decided, by the tool's full name.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<IReadOnlyDictionary<string, ToolRecord>> ReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await LoadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e)
        {
            throw new OversightUnavailableException(e);
        }
    }

    /// <summary>What this process knows of a tool, at once; <see langword="null"/> when nothing is loaded yet or nothing was decided.</summary>
    internal ToolRecord? Find(string tool)
    {
        Refresh();
        return Volatile.Read(ref _loaded)?.GetValueOrDefault(tool);
    }

    /// <summary>Whether it was read once.</summary>
    internal bool IsLoaded => Volatile.Read(ref _loaded) is not null;

    /// <summary>Begins to load the record in the background unless that was done a short while ago. A process that is not used does not ask.</summary>
    internal void Refresh()
    {
        if (!_isRead
            || Volatile.Read(ref _triedAt) is var tried and not 0 && _time.GetElapsedTime(tried) < RefreshAfter
            || Interlocked.Exchange(ref _isLoading, 1) == 1)
        {
            return;
        }

        Volatile.Write(ref _triedAt, Math.Max(1, _time.GetTimestamp()));

        // The turn that happens to begin it is not what it belongs to.
        ThreadPool.UnsafeQueueUserWorkItem(static record => _ = record.LoadInBackgroundAsync(), this, preferLocal: false);
    }

    private async Task LoadInBackgroundAsync()
    {
        try
        {
            Volatile.Write(ref _loaded, await LoadAsync(CancellationToken.None).ConfigureAwait(false));
            _hasFailed = false;
        }
        catch (Exception e)
        {
            // Nobody waits for it. What was loaded before stays true, as far as it goes.
            if (!_hasFailed)
            {
                _hasFailed = true;
                LogNotLoaded(_logger, e);
            }
        }
        finally
        {
            Volatile.Write(ref _isLoading, 0);
        }
    }

    private async Task<Dictionary<string, ToolRecord>> LoadAsync(CancellationToken cancellationToken)
    {
        var database = await _store.GetDatabaseAsync(cancellationToken).ConfigureAwait(false);
        var hashes = Task.WhenAll(Enumerable.Range(0, _store.Keys.Partitions).Select(p => database.HashGetAllAsync(LedgerKeys.Record(_store.Keys, p))));
        var records = new Dictionary<string, ToolRecord>(StringComparer.Ordinal);
        foreach (var entry in (await RedisStore.CallAsync(hashes, cancellationToken).ConfigureAwait(false)).SelectMany(h => h))
        {
            // The state is one word, so that the first colon ends it whatever the tool is called.
            var field = entry.Name.ToString();
            var colon = field.IndexOf(':', StringComparison.Ordinal);
            var tool = field[(colon + 1)..];
            if (colon < 0 || !long.TryParse(entry.Value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                continue;
            }

            var record = records.GetValueOrDefault(tool) ?? new ToolRecord();
            records[tool] = field[..colon] switch
            {
                "approved" => record with { Approved = record.Approved + count },
                "edited" => record with { Edited = record.Edited + count },
                "rejected" => record with { Rejected = record.Rejected + count },
                "responded" => record with { Responded = record.Responded + count },
                _ => record,
            };
        }

        return records;
    }

    [LoggerMessage(LogLevel.Warning, "What was decided about tools so far could not be read, so it does not count in their trust, or only as it was read before. This is logged once until it can be read again.")]
    private static partial void LogNotLoaded(ILogger logger, Exception exception);
}
