using System.Collections.Frozen;
using Hitl.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>The stops as this process knows them: a snapshot that is asked without a round trip while it is at most a second old.</summary>
/// <remarks>
/// While the process makes calls it is kept fresh in the background: at each signal of a stop, and by itself a few times a second.
/// When it is older all the same, whoever asks waits for the store's answer.
/// </remarks>
internal sealed partial class StopFeed : IAsyncDisposable
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = MaxAge / 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly RedisStore _store;
    private readonly StoreSignal _signal;
    private readonly bool _isStrict;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _replacing = new();
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationToken _ended;
    private volatile StopSnapshot? _current;
    private long _asked;
    private int _watching;
    private Task _watch = Task.CompletedTask;

    public StopFeed(RedisStore store, IOptions<HitlOptions> options, TimeProvider time, ILogger logger)
    {
        _store = store;
        _signal = new StoreSignal(store, StopKeys.Signal(store.Keys));
        _isStrict = options.Value.StrictStop;
        _time = time;
        _logger = logger;
        _ended = _end.Token;
    }

    /// <summary>The stop that a call falls under; <see langword="null"/> when there is none.</summary>
    /// <param name="threadId">The call's thread.</param>
    /// <param name="userId">The user for whom it is made.</param>
    /// <param name="tool">Its tool; <see langword="null"/> when no call is meant but a turn.</param>
    /// <param name="cancellationToken">Cancels the wait for the store, when it has to be asked.</param>
    /// <exception cref="OversightUnavailableException">The store had to be asked and did not answer.</exception>
    public ValueTask<ActiveStop?> FindAsync(string threadId, string? userId, string? tool, CancellationToken cancellationToken)
    {
        if (_isStrict)
        {
            return AskAsync(threadId, userId, tool, cancellationToken);
        }

        Volatile.Write(ref _asked, _time.GetTimestamp());
        KeepFresh();
        return _current is { } snapshot && IsFresh(snapshot)
            ? new(snapshot.Stops.Find(threadId, userId, tool))
            : AskAsync(threadId, userId, tool, cancellationToken);
    }

    /// <summary>Reads the stops from the store.</summary>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<StopSet> ReadAsync(CancellationToken cancellationToken) => (await RefreshAsync(cancellationToken).ConfigureAwait(false)).Stops;

    /// <summary>The tools that have approvals for further calls, known as the stops are.</summary>
    /// <exception cref="OversightUnavailableException">The store had to be asked and did not answer.</exception>
    public async ValueTask<IReadOnlySet<string>> AlwaysToolsAsync(CancellationToken cancellationToken) =>
        (_current is { } snapshot && IsFresh(snapshot) ? snapshot : await RefreshAsync(cancellationToken).ConfigureAwait(false)).AlwaysTools;

    private async Task<StopSnapshot> RefreshAsync(CancellationToken cancellationToken)
    {
        var (askedAt, askedOn) = (_time.GetTimestamp(), _time.GetUtcNow());
        var (version, stops, alwaysTools) = await FetchAsync(cancellationToken).ConfigureAwait(false);
        var read = new StopSnapshot(version, stops, alwaysTools, askedAt, askedOn);
        lock (_replacing)
        {
            if (_current is null || _current.AskedAt <= askedAt)
            {
                _current = read;
            }
        }

        return read;
    }

    /// <summary>Takes up a change that was just made here, and lets other processes know.</summary>
    public async Task ChangedAsync()
    {
        await _signal.SendAsync().ConfigureAwait(false);
        await TryReadAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async ValueTask<ActiveStop?> AskAsync(string threadId, string? userId, string? tool, CancellationToken cancellationToken) =>
        (await ReadAsync(cancellationToken).ConfigureAwait(false)).Find(threadId, userId, tool);

    private bool IsFresh(StopSnapshot snapshot) =>
        _time.GetElapsedTime(snapshot.AskedAt) < MaxAge && (_time.GetUtcNow() - snapshot.AskedOn).Duration() < MaxAge;

    private async Task<(string? Version, StopSet Stops, IReadOnlySet<string> AlwaysTools)> FetchAsync(CancellationToken cancellationToken)
    {
        try
        {
            var key = StopKeys.Stops(_store.Keys);
            var database = await _store.GetDatabaseAsync(cancellationToken).ConfigureAwait(false);
            var known = _current;
            var version = (string?)await RedisStore.CallAsync(database.HashGetAsync(key, StopKeys.Version), cancellationToken).ConfigureAwait(false);
            return known is not null && known.Version == version ? (version, known.Stops, known.AlwaysTools)
                : version is null ? (null, new StopSet([]), FrozenSet<string>.Empty)
                : Parse(await RedisStore.CallAsync(database.HashGetAllAsync(key), cancellationToken).ConfigureAwait(false));
        }
        catch (StoreUnavailableException e)
        {
            throw new OversightUnavailableException(e);
        }
    }

    private static (string? Version, StopSet Stops, IReadOnlySet<string> AlwaysTools) Parse(HashEntry[] entries)
    {
        var fields = entries.ToDictionary(e => e.Name.ToString(), e => e.Value, StringComparer.Ordinal);
        fields.Remove(StopKeys.Version, out var version);
        fields.Remove(StopKeys.Always, out var always);
        if (fields.Remove(StopKeys.Schema, out var schema) && (int)schema > int.Parse(ThreadScript.SchemaVersion, System.Globalization.CultureInfo.InvariantCulture))
        {
            throw new StoreMismatchException($"The stops were written by a newer version of Hitl (schema {schema}; this one reads up to {ThreadScript.SchemaVersion}). Update this process.");
        }

        return (version, new StopSet([.. fields.Values.Select(StopRecord.ReadActive).OrderBy(s => s.At)]), ((string?)always ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal));
    }

    private void KeepFresh()
    {
        if (Volatile.Read(ref _watching) != 0 || _ended.IsCancellationRequested || Interlocked.Exchange(ref _watching, 1) != 0)
        {
            return;
        }

        // What is done in the background is no part of the turn that happened to begin it, as in its traces.
        var flow = ExecutionContext.IsFlowSuppressed() ? (AsyncFlowControl?)null : ExecutionContext.SuppressFlow();
        _watch = Task.Run(WatchAsync, CancellationToken.None);
        flow?.Undo();
    }

    private async Task WatchAsync()
    {
        IAsyncDisposable? subscription = null;
        try
        {
            using var timer = new PeriodicTimer(Interval, _time);
            do
            {
                await TryReadAsync().ConfigureAwait(false);
                subscription ??= await TrySubscribeAsync().ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(_ended).ConfigureAwait(false) && _time.GetElapsedTime(Volatile.Read(ref _asked)) < Patience);
        }
        catch (OperationCanceledException)
        {
            // The services are being disposed.
        }
        finally
        {
            if (subscription is not null)
            {
                await subscription.DisposeAsync().ConfigureAwait(false);
            }

            Volatile.Write(ref _watching, 0);
        }
    }

    private async Task TryReadAsync()
    {
        try
        {
            await ReadAsync(_ended).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The snapshot grows old, and then whoever asks gets the error.
            LogNotRead(_logger, e);
        }
    }

    private async Task<IAsyncDisposable?> TrySubscribeAsync()
    {
        try
        {
            return await _signal.SubscribeAsync(() => _ = TryReadAsync(), _ended).ConfigureAwait(false);
        }
        catch (HitlException e)
        {
            LogNotRead(_logger, e);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Debug, "The stops could not be read in the background; a call that needs them asks again.")]
    private static partial void LogNotRead(ILogger logger, Exception exception);
}
