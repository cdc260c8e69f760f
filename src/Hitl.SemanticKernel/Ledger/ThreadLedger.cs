using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Hitl.Memory;
using Microsoft.Extensions.AI;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>The transitions of one thread in Redis. Each is one script and one round trip.</summary>
internal sealed class ThreadLedger
{
    private readonly RedisStore _store;
    private readonly EventWriter _events;
    private readonly ThreadCache _cache;
    private readonly StoreSignal _watchers;
    private readonly DeskSignals _desk;
    private readonly ThreadKeys _keys;
    private readonly RedisKey[] _scriptKeys;
    private readonly string _run = Guid.NewGuid().ToString("N");
    private ConversationIndex? _index;
    private string _fence = "0";
    private string _uid = string.Empty;

    public ThreadLedger(RedisStore store, EventWriter events, ThreadCache cache, DeskSignals desk, string threadId)
    {
        _store = store;
        _events = events;
        _cache = cache;
        _desk = desk;
        ThreadId = threadId;
        _keys = store.Keys.Thread(threadId);
        _scriptKeys = LedgerKeys.Of(_keys);
        _watchers = new StoreSignal(store, store.Keys.Key(LedgerKeys.Monitored));
    }

    public string ThreadId { get; }

    /// <summary>Where the values of the thread come from, as far as this process has read it.</summary>
    public ConversationIndex Index => _index ??= _cache.Find(ThreadId)?.Index ?? new ConversationIndex(_cache.OriginOf);

    public async Task<ThreadSnapshot> BeginAsync(BeginRequest request, CancellationToken cancellationToken)
    {
        var (known, messages) = (_cache.Find(ThreadId), request.Messages);
        var values = new RedisValue[13 + messages.Count];
        values[0] = ThreadScript.SchemaVersion;
        values[1] = _run;
        values[2] = (long)request.Lease.TotalMilliseconds;
        values[3] = ThreadId;
        values[4] = RandomNumberGenerator.GetHexString(16, lowercase: true);
        values[5] = known?.Uid ?? string.Empty;
        values[6] = known?.Count ?? 0;
        values[7] = request.Mode.ToString().ToLowerInvariant();
        values[8] = ReviewPrefix;
        values[9] = ReviewIds.New(_keys.Partition);
        values[10] = request.Keep ? "1" : "0";
        values[11] = request.Caller ?? string.Empty;
        values[12] = (request.Continued is null ? "?" : string.Empty) + LedgerRecords.WriteList([.. request.Answered, .. request.Continued ?? []]);
        for (var i = 0; i < messages.Count; i++)
        {
            values[13 + i] = MessageJson.Serialize(messages[i]);
        }

        var draft = Draft(EventKinds.TurnBegun) with { Messages = values.AsMemory(13) };
        var reply = await TransitionAsync(LedgerScripts.Begin, values, draft, cancellationToken).ConfigureAwait(false);
        if ((string?)reply[6] == "1")
        {
            HitlTelemetry.Opened(ReviewKind.Outcome);
            await _desk.ChangedAsync(_keys.Partition, isReady: false).ConfigureAwait(false);
        }

        var status = Enum.Parse<BeginStatus>((string)reply[0]!, ignoreCase: true);
        try
        {
            return Read(status, reply, known);
        }
        catch when (status == BeginStatus.Run)
        {
            await GiveBackAsync(reply).ConfigureAwait(false);
            throw;
        }
    }

    public Task<bool> ExistsAsync(CancellationToken cancellationToken) =>
        _store.AskAsync(database => database.KeyExistsAsync(_keys.Head), cancellationToken);

    /// <summary>Takes note that a call has its answer.</summary>
    /// <param name="caller">The thread of the call.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public Task HearAsync(string caller, CancellationToken cancellationToken) =>
        EvaluateAsync(LedgerScripts.Heard, [ThreadScript.SchemaVersion, _run, caller], cancellationToken);

    /// <summary>The threads with calls that asked this one and have not heard of its end.</summary>
    public async Task<IReadOnlyList<string>> FindCallersAsync(CancellationToken cancellationToken) =>
        LedgerRecords.ReadList(await _store.AskAsync(database => database.HashGetAsync(_keys.Head, "callers"), cancellationToken).ConfigureAwait(false));

    /// <summary>Reads the thread.</summary>
    /// <param name="withCalls">Whether what is on record of the calls is wanted, which grows with the thread; the messages that this process has read before are not read again.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<ThreadHistory> ReadHistoryAsync(bool withCalls, CancellationToken cancellationToken)
    {
        var known = _cache.Find(ThreadId);
        var reply = await EvaluateAsync(
            LedgerScripts.Load,
            [ThreadScript.SchemaVersion, _run, known?.Uid ?? string.Empty, known?.Count ?? 0, withCalls ? "1" : "0"],
            cancellationToken).ConfigureAwait(false);
        var snapshot = Read(BeginStatus.Idle, reply, known);
        var order = !withCalls ? [] : snapshot.Log.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Select((c, i) => (c.CallId, i)).ToDictionary(c => c.CallId, c => c.i, StringComparer.Ordinal);
        var calls = Parse(() => LedgerRecords.ReadAll((RedisResult[])reply[6]!).ToList());
        return new ThreadHistory
        {
            ThreadId = ThreadId,
            Messages = snapshot.Log,
            Queued = Parse(() => ((RedisResult[])reply[7]!).Select(Message).ToList()),
            Calls = [.. calls.OrderBy(c => order.GetValueOrDefault(c.Id, int.MaxValue)).Select(CallRecord.From)],
        };
    }

    public async Task RecordAsync(IReadOnlyList<ChatMessage> messages, IReadOnlyList<CallEntry> calls, Then then, CancellationToken cancellationToken)
    {
        var values = new List<RedisValue>(7 + messages.Count + (calls.Count * 13))
        {
            ThreadScript.SchemaVersion,
            _run,
            _fence,
            ThreadId,
            ReviewPrefix,
            then switch { Then.Release => "release", Then.Finish => "finish", _ => "keep" },
            messages.Count,
        };
        foreach (var message in messages)
        {
            values.Add(MessageJson.Serialize(message));
        }

        foreach (var call in calls)
        {
            values.Add(call.Id);
            values.Add(call.State.Text());
            values.Add(call.CanRunAgain ? "1" : "0");
            values.Add(call.EffectiveDigest);
            values.Add(JsonSerializer.SerializeToUtf8Bytes(call.Data, LedgerJson.Relaxed.CallData));
            values.Add(call.IsOpen ? "1" : "0");
            values.Add(call.State.AwaitsPerson() ? call.ReviewId : string.Empty);
            values.Add(call.Result ?? string.Empty);
            values.Add(call.ParentId ?? string.Empty);
            values.Add(ReviewStates.Text(ReviewStates.KindOf(call)));
            values.Add(ReviewPlan.Of(ThreadId, call.Data).ToJson());
            values.Add(call is { Data.IsMonitored: true, IsRecorded: false } ? LedgerRecords.WriteList([ThreadId, call.Id]) : string.Empty);
            values.Add(Findings(call));
        }

        var isWatched = calls.Any(c => c is { Data.IsMonitored: true, IsRecorded: false });

        var draft = Draft(calls.Count > 0 ? EventKinds.CallsRecorded : then == Then.Finish ? EventKinds.TurnEnded : EventKinds.MessagesRecorded) with
        {
            Calls = [.. calls.Select(EventCall.Judged)],
            Messages = values[7..(7 + messages.Count)].ToArray(),
            Content = calls.Count == 0 ? null : new EventContent { Calls = [.. calls.Select(EventCallContent.Judged)] },
        };
        var reply = await TransitionAsync(LedgerScripts.Record, [.. values], draft, cancellationToken).ConfigureAwait(false);
        var time = long.Parse((string)reply[1]!, CultureInfo.InvariantCulture);
        foreach (var call in calls)
        {
            if (call.State.AwaitsPerson())
            {
                HitlTelemetry.Opened(ReviewStates.KindOf(call));
            }

            (call.IsOpen, call.RecordedAt) = (false, time);
            call.AskedAt = call.State.AwaitsPerson() ? time : call.AskedAt;
            call.SettledAt = call.State.IsSettled() ? time : 0;
        }

        if (calls.Any(c => c.State.AwaitsPerson()) || (string?)reply[2] == "1")
        {
            await _desk.ChangedAsync(_keys.Partition, (string?)reply[2] == "1").ConfigureAwait(false);
        }

        if (isWatched)
        {
            await _watchers.SendAsync().ConfigureAwait(false);
        }
    }

    public async Task<IReadOnlyList<ChatMessage>> SettleAsync(Settlement settlement, CancellationToken cancellationToken)
    {
        var call = settlement.Call;
        var values = new List<RedisValue>
        {
            ThreadScript.SchemaVersion,
            _run,
            _fence,
            call?.Id ?? string.Empty,
            call?.State.Text() ?? string.Empty,
            (settlement.IsHeld ? call!.Returned : call?.Result) ?? string.Empty,
            settlement.Next?.Id ?? string.Empty,
            settlement.Closing is null ? string.Empty : settlement.After.ToString().ToLowerInvariant(),
            settlement.Release ? "1" : "0",
            call is null ? string.Empty : Findings(call),
            settlement.IsHeld ? call!.ReviewId : string.Empty,
            settlement.IsHeld ? call!.Outcome!.Value.Text() : string.Empty,
            settlement.IsHeld ? ResultDigest.Of(call!) : string.Empty,
            ReviewPrefix,
            ThreadId,
        };
        foreach (var message in settlement.Closing ?? [])
        {
            values.Add(MessageJson.Serialize(message));
        }

        var draft = Draft(call is null ? EventKinds.BatchClosed : EventKinds.CallSettled) with
        {
            Calls = call is null ? null : [EventCall.Of(call)],
            Messages = values[15..].ToArray(),
            Content = call is null ? null : new EventContent { Calls = [EventCallContent.Settled(call)] },
        };
        var reply = await TransitionAsync(LedgerScripts.Settle, [.. values], draft, cancellationToken).ConfigureAwait(false);
        if (call is not null)
        {
            var time = long.Parse((string)reply[1]!, CultureInfo.InvariantCulture);
            (call.AskedAt, call.SettledAt) = settlement.IsHeld ? (time, 0) : (call.AskedAt, time);
            if (settlement.IsHeld)
            {
                HitlTelemetry.Opened(ReviewKind.Result);
            }
        }

        if (settlement.IsHeld || (string?)reply[3] == "1")
        {
            await _desk.ChangedAsync(_keys.Partition, (string?)reply[3] == "1").ConfigureAwait(false);
        }

        return [.. ((RedisResult[])reply[2]!).Select(Message)];
    }

    public Task StartAsync(CallEntry call, CancellationToken cancellationToken) =>
        TransitionAsync(
            LedgerScripts.Start,
            [ThreadScript.SchemaVersion, _run, _fence, call.Id],
            Draft(EventKinds.CallStarted) with { Calls = [EventCall.Of(call) with { State = CallState.Executing }] },
            cancellationToken);

    public Task RenewAsync(TimeSpan lease, CancellationToken cancellationToken) =>
        EvaluateAsync(LedgerScripts.Renew, [ThreadScript.SchemaVersion, _run, _fence, (long)lease.TotalMilliseconds], cancellationToken);

    /// <summary>Gives the lease back.</summary>
    /// <param name="notBegun">Calls that are marked as running and were not begun: they may run later.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public Task ReleaseAsync(IEnumerable<string> notBegun, CancellationToken cancellationToken) =>
        TransitionAsync(
            LedgerScripts.Release,
            [ThreadScript.SchemaVersion, _run, _fence, .. notBegun.Select(id => (RedisValue)id)],
            Draft(EventKinds.TurnReleased),
            cancellationToken);

    /// <summary>Remembers the log as it is stored now.</summary>
    public void Remember(IEnumerable<ChatMessage> log) => _cache.Keep(ThreadId, _uid, log, Index);

    public string NewReviewId() => ReviewIds.New(_keys.Partition);

    private static RedisValue Findings(CallEntry call) =>
        call.Findings.Count == 0 ? RedisValue.EmptyString : JsonSerializer.SerializeToUtf8Bytes(call.Findings, LedgerJson.Relaxed.IReadOnlyListResultFinding);

    private string ReviewPrefix => _keys.Shared("review:").ToString();

    private ThreadSnapshot Read(BeginStatus status, RedisResult[] reply, CachedThread? known)
    {
        _fence = (string)reply[2]!;
        _uid = (string)reply[1]!;
        return Parse(() =>
        {
            var from = int.Parse((string)reply[3]!, CultureInfo.InvariantCulture);
            var log = known is not null && from > 0 ? known.Take(from) : [];
            log.AddRange(((RedisResult[])reply[4]!).Select(Message));
            var calls = ((RedisResult[])reply[5]!).Select(LedgerRecords.ReadCall).ToList();
            LogInvariant.Check(ThreadId, log, calls.Select(c => c.Id).ToHashSet());
            Remember(log);
            return new ThreadSnapshot(status, log, calls);
        });
    }

    private T Parse<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is MessageFormatException or JsonException or FormatException or KeyNotFoundException or ArgumentException)
        {
            throw new InvalidThreadException(ThreadId, e);
        }
    }

    /// <summary>What cannot be read is not run: the lease is given back, and the call that the script marked as running is not.</summary>
    private async Task GiveBackAsync(RedisResult[] reply)
    {
        try
        {
            var marked = ((RedisResult[])reply[5]!).Select(c => (RedisResult[])c!).Where(c => (string?)c[1] == CallState.Executing.Text());
            await ReleaseAsync(marked.Select(c => (string)c[0]!), CancellationToken.None).ConfigureAwait(false);
        }
        catch (HitlException)
        {
            // The lease ends by itself; the error that led here is the one to report.
        }
    }

    private static ChatMessage Message(RedisResult json) => MessageJson.Deserialize((string)json!);

    private EventDraft Draft(string kind) => new() { Kind = kind, ThreadId = ThreadId };

    private async Task<RedisResult[]> TransitionAsync(string script, RedisValue[] values, EventDraft draft, CancellationToken cancellationToken)
    {
        var reply = await _events.TransitionAsync(script, _scriptKeys, values, draft, cancellationToken).ConfigureAwait(false);
        ThreadStatus.ThrowIfFailed(ThreadId, reply);
        return reply;
    }

    private async Task<RedisResult[]> EvaluateAsync(string script, RedisValue[] values, CancellationToken cancellationToken)
    {
        var reply = await _store.TransitionAsync(script, _scriptKeys, values, cancellationToken).ConfigureAwait(false);
        ThreadStatus.ThrowIfFailed(ThreadId, reply);
        return reply;
    }
}
