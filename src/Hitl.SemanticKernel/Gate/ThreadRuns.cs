using Hitl.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>Begins runs.</summary>
internal sealed class ThreadRuns
{
    /// <summary>How many threads may wait for each other in a row.</summary>
    private const int MaxDepth = 16;

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
    /// <param name="threadId">The thread.</param>
    /// <param name="request">What it begins with.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>What the thread holds, and the run if there is something to do.</returns>
    public async Task<(ThreadSnapshot Snapshot, ThreadRun? Run)> BeginAsync(string threadId, BeginRequest request, CancellationToken cancellationToken)
    {
        var ledger = Ledger(threadId);
        var (snapshot, since) = await BeginAsync(
            ledger, request with { Lease = _options.LeaseDuration, Keep = SavesEveryStep }, depth: 0, cancellationToken).ConfigureAwait(false);
        if (snapshot.Status != BeginStatus.Run)
        {
            return (snapshot, null);
        }

        var unsaved = SavesEveryStep || snapshot.Calls.Count > 0 ? [] : request.Messages;
        return (snapshot, ThreadRun.Begun(ledger, Settings(SavesEveryStep, endsWithBatch: false), since, snapshot, unsaved, cancellationToken));
    }

    /// <summary>Begins a run of one batch, of a conversation that the app drives itself.</summary>
    public async Task<ThreadRun> BeginBatchAsync(string threadId, CancellationToken cancellationToken)
    {
        var ledger = Ledger(threadId);
        var (snapshot, since) = await BeginAsync(ledger, new BeginRequest(BeginMode.Direct) { Lease = _options.LeaseDuration }, depth: 0, cancellationToken).ConfigureAwait(false);
        return ThreadRun.Begun(ledger, Settings(SavesEveryStep, endsWithBatch: true), since, snapshot, [], cancellationToken);
    }

    /// <summary>A run that is written only if a call must wait.</summary>
    /// <param name="threadId">The new thread.</param>
    /// <param name="endsWithBatch">Whether it is for one batch only, as others drive the conversation.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    public ThreadRun Defer(string threadId, bool endsWithBatch, CancellationToken cancellationToken) =>
        ThreadRun.Deferred(Ledger(threadId), Settings(savesEveryStep: false, endsWithBatch), cancellationToken);

    public ThreadLedger Ledger(string threadId) => new(_store, _events, _cache, _desk, threadId);

    /// <summary>A thread behind those whose calls wait for it, the outermost first. Where several wait, it is the one that asked first.</summary>
    public async Task<IReadOnlyList<string>> FindCallersAsync(string threadId, CancellationToken cancellationToken)
    {
        List<string> callers = [threadId];
        while (callers.Count < MaxDepth
            && await Ledger(callers[0]).FindCallersAsync(cancellationToken).ConfigureAwait(false) is [var caller, ..]
            && !callers.Contains(caller))
        {
            callers.Insert(0, caller);
        }

        return callers;
    }

    /// <summary>Whether a call of one thread waits for another one, or for one that does.</summary>
    /// <param name="callerId">The thread with the call.</param>
    /// <param name="threadId">The other one.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<bool> IsCallerAsync(string callerId, string threadId, CancellationToken cancellationToken)
    {
        HashSet<string> seen = [threadId];
        Queue<string> left = new(seen);
        while (left.TryDequeue(out var next))
        {
            foreach (var caller in (await Ledger(next).FindCallersAsync(cancellationToken).ConfigureAwait(false)).Where(seen.Add))
            {
                if (caller == callerId)
                {
                    return true;
                }

                left.Enqueue(caller);
            }
        }

        return false;
    }

    /// <summary>Begins on a thread. When calls of it wait for other threads, it is seen first whether these can go on.</summary>
    private async Task<(ThreadSnapshot Snapshot, Moment Since)> BeginAsync(ThreadLedger ledger, BeginRequest request, int depth, CancellationToken cancellationToken)
    {
        var since = Moment.Now(_time);
        var snapshot = await ledger.BeginAsync(request, cancellationToken).ConfigureAwait(false);
        if (snapshot.Status != BeginStatus.Elsewhere)
        {
            return (snapshot, since);
        }

        Dictionary<string, IReadOnlyList<Review>> waiting = [];
        foreach (var call in snapshot.Calls.Where(AskedThread.IsAwaited))
        {
            if (await LookAsync(AskedThread.IdOf(call), depth + 1, cancellationToken).ConfigureAwait(false) is { } reviews)
            {
                waiting[call.Id] = call.Elsewhere = reviews;
            }
        }

        try
        {
            since = Moment.Now(_time);
            var continued = snapshot.Calls.Where(c => AskedThread.IsAwaited(c) && !waiting.ContainsKey(c.Id)).Select(c => c.Id);
            var begun = await ledger.BeginAsync(request with { Messages = [], Continued = [.. continued] }, cancellationToken).ConfigureAwait(false);
            begun.Calls.ForEach(c => c.Elsewhere = waiting.GetValueOrDefault(c.Id, []));
            return (begun, since);
        }
        catch (ThreadBusyException) when (request.Messages.Count > 0)
        {
            // The messages are queued, and the run that came in between takes them.
            return (snapshot with { Status = BeginStatus.Waiting }, since);
        }
    }

    /// <summary>Looks at a thread for which a call of another one waits.</summary>
    /// <returns>The reviews that it waits for; <see langword="null"/> when it can go on, or has ended.</returns>
    private async Task<IReadOnlyList<Review>?> LookAsync(string threadId, int depth, CancellationToken cancellationToken)
    {
        try
        {
            var (snapshot, _) = depth > MaxDepth ? default : await BeginAsync(Ledger(threadId), new BeginRequest(BeginMode.Look), depth, cancellationToken).ConfigureAwait(false);
            return snapshot is null ? [] : snapshot.Status == BeginStatus.Waiting ? [.. PendingReviews.Of(threadId, snapshot.Calls)] : null;
        }
        catch (ThreadBusyException)
        {
            // Somebody goes on with it now.
            return [];
        }
        catch (UnknownThreadException)
        {
            return null;
        }
    }

    private RunSettings Settings(bool savesEveryStep, bool endsWithBatch) =>
        new(_options.LeaseDuration, savesEveryStep, endsWithBatch, _boundary, _stops, _options.SensitiveTelemetry, _time, _logger);
}
