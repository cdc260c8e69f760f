using Hitl.Memory;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>One run of a thread: it holds the lease, knows the log and writes what happens.</summary>
/// <remarks>Calls of one batch may run concurrently; every write goes through one gate, so that the log has one order.</remarks>
internal sealed class ThreadRun : IAsyncDisposable
{
    private readonly ThreadLedger _ledger;
    private readonly RunSettings _settings;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly RunLease _lease;
    private readonly List<ChatMessage> _unsavedMessages = [];
    private readonly List<CallEntry> _unsavedCalls = [];
    private HashSet<string>? _callIds;
    private Conversation? _beforeBatch;
    private TokenProbabilities? _streamed;

    private ThreadRun(ThreadLedger ledger, RunSettings settings, List<ChatMessage> log, CancellationToken cancellationToken)
    {
        _ledger = ledger;
        _settings = settings;
        _lease = new RunLease(ledger, settings, this, cancellationToken);
        Log = log;
    }

    public string ThreadId => _ledger.ThreadId;

    /// <summary>The thread's log, with what is not written yet at its end.</summary>
    public List<ChatMessage> Log { get; }

    /// <summary>The batch that is not complete; <see langword="null"/> between batches.</summary>
    public CallBatch? Batch { get; private set; }

    /// <summary>Nested calls of the open batch that are on record.</summary>
    public List<CallEntry> Nested { get; } = [];

    /// <summary>What stopped the run; the turn ends with it.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>How many messages of the connector's own history have been looked at.</summary>
    public int Position { get; set; }

    /// <summary>How many calls of the model this run has put on record.</summary>
    public int ModelCalls { get; private set; }

    public bool IsWaiting => Batch is { IsWaiting: true };

    /// <summary>Whether a filter of the app ended the turn.</summary>
    public bool IsStopped { get; set; }

    /// <summary>Whether what calls come to can be written. A stop ends the turn, and calls that are running still end and are recorded.</summary>
    public bool CanWrite => Failure is null or OversightStoppedException;

    public bool HasEnded => Failure is not null || IsWaiting;

    /// <summary>What the running call waits for: the review that a nested call needs, or the end of a stop.</summary>
    public HitlException? Pause { get; set; }

    /// <summary>Cancelled with the turn, and when the lease is lost.</summary>
    public CancellationToken Cancellation => _lease.Cancellation;

    /// <summary>A run that has the lease, which was asked for at <paramref name="since"/>.</summary>
    public static ThreadRun Begun(ThreadLedger ledger, RunSettings settings, Moment since, ThreadSnapshot snapshot, IReadOnlyList<ChatMessage> unsaved, CancellationToken cancellationToken)
    {
        var run = new ThreadRun(ledger, settings, snapshot.Log, cancellationToken);
        run.Log.AddRange(unsaved);
        run._unsavedMessages.AddRange(unsaved);
        run.Nested.AddRange(snapshot.Calls.Where(c => c.ParentId is not null));
        var calls = snapshot.Calls.Where(c => c.ParentId is null).ToList();
        run.Batch = calls.Count > 0 ? new CallBatch(calls) : null;
        run._lease.Begin(since);
        return run;
    }

    /// <summary>A run of a new thread that touches the store only when something must be kept.</summary>
    public static ThreadRun Deferred(ThreadLedger ledger, RunSettings settings, CancellationToken cancellationToken) =>
        new(ledger, settings, [], cancellationToken);

    /// <summary>The calls that are marked as running and were not begun: nothing can have happened, so they may run later.</summary>
    public IEnumerable<string> NotBegun =>
        Batch?.Calls.Where(c => c is { State: CallState.Executing, HasBegun: false, CanRunAgain: false, IsRecorded: true }).Select(c => c.Id) ?? [];

    /// <summary>What was said so far.</summary>
    /// <param name="next">What is about to be added to the log.</param>
    public Conversation Converse(IReadOnlyList<ChatMessage> next) => _ledger.Index.Read(Log, next);

    /// <summary>What was said before the open batch. A batch that was read from the store has the log, with its own message.</summary>
    public Conversation BeforeBatch
    {
        get => _beforeBatch ??= Converse([]);
        set => _beforeBatch = value;
    }

    /// <summary>Keeps what a piece of a streamed answer says of its tokens: the connector's message of the calls does not have it.</summary>
    public void AddStreamed(object? piece)
    {
        if (TokenProbabilities.OfRaw(piece) is { } tokens)
        {
            _streamed = _streamed is null ? tokens : _streamed.With(tokens);
        }
    }

    /// <summary>What was streamed since the last batch.</summary>
    public TokenProbabilities? TakeStreamed() => Interlocked.Exchange(ref _streamed, null);

    public string NewReviewId() => _ledger.NewReviewId();

    public void Fail(Exception failure) => Failure ??= failure;

    /// <summary>How long the run has the thread before it must renew that.</summary>
    public TimeSpan LeaseDuration => _settings.Lease;

    /// <summary>Whether telemetry has arguments and results.</summary>
    public bool TellsContent => _settings.TellsContent;

    /// <summary>Whether the thread is in the store.</summary>
    public bool IsKept => _lease.IsBegun;

    /// <summary>An id for a call that no other call of the thread has.</summary>
    public string UniqueId(string? modelId)
    {
        _callIds ??= [.. Log.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Select(c => c.CallId)];
        var id = string.IsNullOrEmpty(modelId) ? "call" : modelId;
        ModelCalls++;
        var unique = id;
        for (var n = string.IsNullOrEmpty(modelId) ? 1 : 2; (n == 1 && unique == "call") || !_callIds.Add(unique); n++)
        {
            unique = $"{id}~{n}";
        }

        return unique;
    }

    /// <summary>Puts a batch on record before any of its calls runs.</summary>
    /// <param name="messages">What is new in the log, the batch's own message last.</param>
    /// <param name="closed">Calls of earlier batches that never came to the gate.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public Task OpenAsync(IReadOnlyList<ChatMessage> messages, IReadOnlyList<CallEntry> closed, CallBatch batch, CancellationToken cancellationToken) =>
        GuardedAsync(async () =>
        {
            Append(messages);
            _unsavedCalls.AddRange(closed);
            _unsavedCalls.AddRange(batch.Calls);
            Batch = batch;
            if (batch.IsComplete)
            {
                CloseUnsaved(batch);
            }

            // A caller that has no thread, and runs what waits itself, has everything.
            if (batch.AwaitsPeople || (batch.IsWaiting && IsKept) || batch.IsMonitored || _settings.SavesEveryStep)
            {
                await FlushAsync(batch.IsQuiet && EndsWith(batch) ? Then.Release : Then.Keep, cancellationToken).ConfigureAwait(false);
            }
        }, cancellationToken);

    /// <summary>Puts calls on record that a running call made, and lets that call wait if one of them does.</summary>
    public Task RecordNestedAsync(CallEntry parent, IReadOnlyList<CallEntry> calls, CancellationToken cancellationToken) =>
        GuardedAsync(async () =>
        {
            await FlushAsync(Then.Keep, cancellationToken).ConfigureAwait(false);
            await _ledger.RecordAsync([], calls, Then.Keep, cancellationToken).ConfigureAwait(false);
            Nested.AddRange(calls.Where(c => !Nested.Contains(c)));
            if (calls.Any(c => c.State.AwaitsPerson() || c.State is CallState.Ready or CallState.Waiting))
            {
                parent.State = CallState.Waiting;
            }
        }, cancellationToken);

    /// <summary>The stop that a call falls under; <see langword="null"/> when it may run.</summary>
    /// <exception cref="OversightUnavailableException">It is not known, and the store does not answer.</exception>
    public ValueTask<ActiveStop?> FindStopAsync(CallEntry call) => _settings.Stops.FindAsync(ThreadId, call.Data.UserId, call.Data.Tool, Cancellation);

    /// <summary>Ends the turn before a call that falls under a stop. Its batch is put on record first, so that the thread can go on.</summary>
    /// <exception cref="OversightStoppedException">The call was stopped.</exception>
    public async ValueTask ThrowIfStoppedAsync(CallEntry call)
    {
        if (await FindStopAsync(call).ConfigureAwait(false) is { } stop)
        {
            // A function that the app invokes is made again by the app.
            if (call.Data.Origin == CallOrigin.Model)
            {
                await GuardedAsync(() => FlushAsync(Then.Keep, Cancellation), Cancellation).ConfigureAwait(false);
            }

            throw new OversightStoppedException(stop, ThreadId, call.Data.Tool);
        }
    }

    /// <summary>Marks a call as running. A call that may be run again needs no mark.</summary>
    public Task StartAsync(CallEntry call, CancellationToken cancellationToken) =>
        call.State == CallState.Executing
            ? Task.CompletedTask
            : GuardedAsync(async () =>
            {
                if (!call.CanRunAgain && !_unsavedCalls.Contains(call))
                {
                    await _ledger.StartAsync(call, cancellationToken).ConfigureAwait(false);
                }

                call.State = CallState.Executing;
                call.Attempt++;
            }, cancellationToken);

    /// <summary>Makes sure that the thread is still this run's, right before a tool runs.</summary>
    /// <exception cref="LeaseLostException">Another run took the thread over.</exception>
    /// <exception cref="OversightUnavailableException">It is not known, and the store does not answer.</exception>
    public ValueTask EnsureLeaseAsync() => _lease.EnsureAsync();

    /// <summary>Writes what a call came to, before anybody is told.</summary>
    /// <param name="call">The call.</param>
    /// <param name="state">Its final state.</param>
    /// <param name="result">The result as JSON.</param>
    /// <param name="next">The call that runs next, which is marked as running in the same step.</param>
    /// <remarks>It is not cancelled with the turn: what happened is written if it can be.</remarks>
    public Task SettleAsync(CallEntry call, CallState state, string result, CallEntry? next) =>
        GuardedAsync(async () =>
        {
            (call.State, call.Result) = (state, result);
            if (_unsavedCalls.Contains(call))
            {
                if (Batch is { IsComplete: true } local && local.Calls.Contains(call))
                {
                    CloseUnsaved(local);
                }

                return;
            }

            await SettleRecordedAsync(call, next).ConfigureAwait(false);
        }, CancellationToken.None);

    /// <summary>Checks what a call came to.</summary>
    public ValueTask<IReadOnlyList<ResultFinding>> CheckAsync(CallEntry call, object? stored, Exception? exception) =>
        call.Data.Origin == CallOrigin.Model ? _settings.Boundary.CheckAsync(ThreadId, call, stored, exception) : new([]);

    /// <summary>Leaves a call to the caller of the client, which has the tool.</summary>
    public Task HandAsync(CallEntry call) =>
        GuardedAsync(async () =>
        {
            await FlushAsync(Then.Keep, Cancellation).ConfigureAwait(false);
            call.State = CallState.Handed;
            await _ledger.RecordAsync([], [call], Then.Keep, Cancellation).ConfigureAwait(false);
        }, Cancellation);

    /// <summary>Writes what a call came to and asks a person whether the model is told. Like <see cref="SettleAsync"/>, it is not cancelled with the turn.</summary>
    /// <param name="call">The call.</param>
    /// <param name="outcome">What it came to.</param>
    /// <param name="result">The result as JSON.</param>
    /// <param name="next">The call that runs next, which is marked as running in the same step.</param>
    public Task HoldAsync(CallEntry call, CallState outcome, string result, CallEntry? next) =>
        GuardedAsync(async () =>
        {
            await FlushAsync(Then.Keep, CancellationToken.None).ConfigureAwait(false);
            (call.State, call.Outcome, call.Returned, call.ReviewId) = (CallState.Held, outcome, result, NewReviewId());
            await SettleRecordedAsync(call, next).ConfigureAwait(false);
        }, CancellationToken.None);

    /// <summary>Records an answer that waits for a person in place of being given out, and ends the run.</summary>
    /// <param name="messages">The messages before the answer.</param>
    /// <param name="closed">Calls of the messages that never came to the gate.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public Task HoldAnswerAsync(IReadOnlyList<ChatMessage> messages, IReadOnlyList<CallEntry> closed, CallEntry answer, CancellationToken cancellationToken) =>
        GuardedAsync(() =>
        {
            Append(messages);
            _unsavedCalls.AddRange(closed);
            _unsavedCalls.Add(answer);
            Batch = new CallBatch([answer]);
            return FlushAsync(Then.Release, cancellationToken);
        }, cancellationToken);

    /// <summary>Closes a batch whose last call was settled by a person.</summary>
    public Task CloseAsync(CancellationToken cancellationToken) =>
        GuardedAsync(() => WriteAsync(null, complete: true, null, release: false, cancellationToken), cancellationToken);

    /// <summary>Ends the run: the last messages are written and the lease is given back.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="closed">Calls of the messages that never came to the gate.</param>
    /// <param name="then">Whether something is left to do.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public Task FinishAsync(IReadOnlyList<ChatMessage> messages, IReadOnlyList<CallEntry> closed, Then then, CancellationToken cancellationToken) =>
        GuardedAsync(() =>
        {
            Append(messages);
            _unsavedCalls.AddRange(closed);
            return FlushAsync(then, cancellationToken);
        }, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_lease.IsBegun && Failure is null && _unsavedMessages.Count == 0 && Log.Count > 0)
        {
            _ledger.Remember(Log);
        }

        await _lease.DisposeAsync().ConfigureAwait(false);
        _gate.Dispose();
    }

    /// <summary>Whether the lease is given back once no call of the batch can run.</summary>
    private bool EndsWith(CallBatch batch) => !batch.IsComplete || _settings.EndsWithBatch;

    private async Task SettleRecordedAsync(CallEntry call, CallEntry? next)
    {
        var top = call.ParentId is null;
        var starts = next is { CanRunAgain: false } ? next : null;
        await WriteAsync(call, top && Batch!.IsComplete, starts, top && Batch!.IsQuiet && EndsWith(Batch), CancellationToken.None).ConfigureAwait(false);
        if (starts is not null)
        {
            starts.State = CallState.Executing;
            starts.Attempt++;
        }
    }

    private async Task WriteAsync(CallEntry? call, bool complete, CallEntry? next, bool release, CancellationToken cancellationToken)
    {
        var batch = Batch!;
        var closing = complete ? batch.Results() : null;
        var inbox = await _ledger.SettleAsync(
            new Settlement { Call = call, Next = next, Closing = closing, After = batch.After, Release = release },
            cancellationToken).ConfigureAwait(false);
        _lease.IsReleased |= release;
        if (closing is not null)
        {
            Log.AddRange(closing);
            Log.AddRange(inbox);
            Batch = null;
            Nested.Clear();
        }
    }

    private async Task FlushAsync(Then then, CancellationToken cancellationToken)
    {
        if (_unsavedMessages.Count == 0 && _unsavedCalls.Count == 0 && then == Then.Keep)
        {
            return;
        }

        if (!_lease.IsBegun)
        {
            var since = Moment.Now(_settings.Time);
            var snapshot = await _ledger.BeginAsync(new BeginRequest(BeginMode.Direct) { Lease = _settings.Lease, Continued = [] }, cancellationToken).ConfigureAwait(false);
            _lease.Begin(since);
            if (snapshot.Calls.Count > 0)
            {
                throw new ThreadAwaitingReviewException(ThreadId, [.. snapshot.Calls.Select(c => c.ReviewId).OfType<string>()]);
            }
        }

        await _ledger.RecordAsync(_unsavedMessages, _unsavedCalls, then, cancellationToken).ConfigureAwait(false);
        _lease.IsReleased |= then != Then.Keep;
        foreach (var call in _unsavedCalls.Where(c => c.State == CallState.Executing))
        {
            call.Attempt = 1;
        }

        _unsavedMessages.Clear();
        _unsavedCalls.Clear();
    }

    /// <summary>Adds messages to the log; they are written with what is written next.</summary>
    public void Append(IReadOnlyList<ChatMessage> messages)
    {
        Log.AddRange(messages);
        _unsavedMessages.AddRange(messages);
    }

    private void CloseUnsaved(CallBatch batch)
    {
        Append(batch.Results());
        foreach (var call in batch.Calls)
        {
            call.IsOpen = false;
        }

        Batch = null;
    }

    /// <summary>Does one thing after the other.</summary>
    public async Task GuardedAsync(Func<Task> write, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await write().ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }
}
