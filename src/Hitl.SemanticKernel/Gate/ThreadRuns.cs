using Hitl.Memory;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>Begins runs.</summary>
internal sealed class ThreadRuns
{
    private readonly RedisStore _store;
    private readonly EventWriter _events;
    private readonly ThreadCache _cache;
    private readonly DeskSignals _desk;
    private readonly HitlOptions _options;
    private readonly ResultBoundary _boundary;
    private readonly StopFeed _stops;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public ThreadRuns(RedisStore store, EventWriter events, ThreadCache cache, DeskSignals desk, IOptions<HitlOptions> options, ResultBoundary boundary, StopFeed stops, TimeProvider time, ILogger<ThreadRun> logger)
    {
        _store = store;
        _events = events;
        _cache = cache;
        _desk = desk;
        _options = options.Value;
        _boundary = boundary;
        _stops = stops;
        _time = time;
        _logger = logger;
    }

    public bool SavesEveryStep => _options.Durability == Durability.EveryStep;

    /// <summary>Ends a turn, or a call, that falls under a stop before anything is written.</summary>
    /// <param name="threadId">The thread.</param>
    /// <param name="userId">The user for whom the agent acts.</param>
    /// <param name="tool">The tool; <see langword="null"/> for a turn.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="OversightStoppedException">It was stopped.</exception>
    public async ValueTask ThrowIfStoppedAsync(string threadId, string? userId, string? tool, CancellationToken cancellationToken)
    {
        if (await _stops.FindAsync(threadId, userId, tool, cancellationToken).ConfigureAwait(false) is { } stop)
        {
            throw new OversightStoppedException(stop, threadId, tool);
        }
    }

    /// <summary>Begins a run of a thread.</summary>
    /// <returns>What the thread holds, and the run if there is something to do.</returns>
    public async Task<(ThreadSnapshot Snapshot, ThreadRun? Run)> BeginAsync(
        string threadId, BeginMode mode, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        var (ledger, since) = (Ledger(threadId), Moment.Now(_time));
        var snapshot = await ledger.BeginAsync(mode, _options.LeaseDuration, SavesEveryStep, messages, cancellationToken).ConfigureAwait(false);
        if (snapshot.Status != BeginStatus.Run)
        {
            return (snapshot, null);
        }

        var unsaved = SavesEveryStep || snapshot.Calls.Count > 0 ? [] : messages;
        return (snapshot, ThreadRun.Begun(ledger, Settings(SavesEveryStep, endsWithBatch: false), since, snapshot, unsaved, cancellationToken));
    }

    /// <summary>Begins a run of one batch, of a conversation that the app drives itself.</summary>
    public async Task<ThreadRun> BeginBatchAsync(string threadId, CancellationToken cancellationToken)
    {
        var (ledger, since) = (Ledger(threadId), Moment.Now(_time));
        var snapshot = await ledger.BeginAsync(BeginMode.Direct, _options.LeaseDuration, keep: false, [], cancellationToken).ConfigureAwait(false);
        return ThreadRun.Begun(ledger, Settings(SavesEveryStep, endsWithBatch: true), since, snapshot, [], cancellationToken);
    }

    /// <summary>A run that is written only if a call must wait.</summary>
    /// <param name="threadId">The new thread.</param>
    /// <param name="endsWithBatch">Whether it is for one batch only, as others drive the conversation.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    public ThreadRun Defer(string threadId, bool endsWithBatch, CancellationToken cancellationToken) =>
        ThreadRun.Deferred(Ledger(threadId), Settings(savesEveryStep: false, endsWithBatch), cancellationToken);

    public ThreadLedger Ledger(string threadId) => new(_store, _events, _cache, _desk, threadId);

    private RunSettings Settings(bool savesEveryStep, bool endsWithBatch) =>
        new(_options.LeaseDuration, savesEveryStep, endsWithBatch, _boundary, _stops, _options.SensitiveTelemetry, _time, _logger);
}
