using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>
/// The working memory of one thread: a view on its log, with a running summary, data, memories and a time to live beside it. The log is only
/// appended to; what is summarised stays in it.
/// </summary>
/// <remarks>
/// Safe for concurrent use, from several processes too: each change is one step in Redis. Every operation can fail with a
/// <see cref="WorkingMemoryScopeException"/>, a <see cref="StoreUnavailableException"/> or a <see cref="StoreMismatchException"/>.
/// </remarks>
public sealed class WorkingMemory
{
    private const int DataTries = 100;

    private readonly WorkingMemoryStore _store;
    private readonly MemorySettings _settings;

    internal WorkingMemory(string threadId, MemoryScope scope, MemorySettings settings)
    {
        (ThreadId, Scope, _settings) = (threadId, scope, settings);
        _store = new(settings.Redis, threadId, scope);
    }

    /// <summary>The thread.</summary>
    public string ThreadId { get; }

    /// <summary>Whose it is.</summary>
    public MemoryScope Scope { get; }

    internal WorkingMemoryStore Store => _store;

    /// <summary>Reads it.</summary>
    /// <param name="recentMessages">How many of the newest messages are wanted, by their times: 1 or more. System messages come on top, and calls stay with their results. Default: all that are not summarised.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>It, or <see langword="null"/> when there is none.</returns>
    public async Task<WorkingMemoryState?> ReadAsync(int? recentMessages = null, CancellationToken cancellationToken = default)
    {
        if (recentMessages is { } limit)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        }

        return await _store.ReadAsync(cancellationToken).ConfigureAwait(false) is { } snapshot ? State(snapshot, recentMessages) : null;
    }

    /// <summary>Reads what a model is given: the summary as a system message, then the newest messages that fit. The last one is there whether it fits or not.</summary>
    /// <param name="tokens">How many tokens there is room for: 1 or more. Default: the window of the agent's model.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The messages, the oldest first; none when there is no working memory.</returns>
    public async Task<IReadOnlyList<ChatMessage>> ReadForModelAsync(int? tokens = null, CancellationToken cancellationToken = default)
    {
        if (tokens is { } given)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(given, 1);
        }

        return await _store.ReadAsync(cancellationToken).ConfigureAwait(false) is { } snapshot
            ? ForModel(snapshot, tokens ?? _settings.Working.Window)
            : [];
    }

    /// <summary>Appends messages.</summary>
    /// <param name="messages">The messages. They are not changed.</param>
    /// <param name="cancellationToken">Cancels the wait; the messages may have been appended all the same.</param>
    /// <exception cref="InvalidMessageException">A message says that it was made more than 300 seconds in the future.</exception>
    /// <exception cref="WorkingMemoryConflictException">A run has the thread, or calls in it have no result yet.</exception>
    public Task AppendAsync(IEnumerable<ChatMessage> messages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return UpdateAsync(new() { Messages = [.. messages] }, cancellationToken);
    }

    /// <summary>Makes changes, all in one step.</summary>
    /// <param name="update">The changes.</param>
    /// <param name="cancellationToken">Cancels the wait; the changes may have been made all the same.</param>
    /// <returns>The version that it has now.</returns>
    /// <exception cref="InvalidMessageException">A message says that it was made more than 300 seconds in the future.</exception>
    /// <exception cref="InvalidMemoryException">A memory cannot be stored.</exception>
    /// <exception cref="WorkingMemoryConflictException">It has another version, a run has the thread, or calls in it have no result yet.</exception>
    public Task<long> UpdateAsync(WorkingMemoryUpdate update, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        return UpdateAsync(update, null, cancellationToken);
    }

    /// <summary>Changes the data. Time to live and strategy stay as they are, and so does what others change meanwhile.</summary>
    /// <param name="data">The new data.</param>
    /// <param name="how">How new and old data become one.</param>
    /// <param name="cancellationToken">Cancels the wait; the data may have been changed all the same.</param>
    /// <returns>The data as it is now.</returns>
    public async Task<JsonObject> UpdateDataAsync(JsonObject data, DataUpdate how = DataUpdate.Merge, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        for (var i = 0; i < DataTries; i++)
        {
            var snapshot = how == DataUpdate.Replace ? null : await _store.ReadAsync(cancellationToken).ConfigureAwait(false);
            var merged = DataMerge.Apply(MemoryMapping.Read(snapshot?.Data), data, how);
            if (await UpdateAsync(new() { Data = merged }, how == DataUpdate.Replace ? null : snapshot?.DataVersion ?? "0", cancellationToken).ConfigureAwait(false) >= 0)
            {
                return merged;
            }
        }

        throw new WorkingMemoryConflictException($"The data of the thread '{ThreadId}' is changed all the time: {DataTries} tries to merge came too late.");
    }

    /// <summary>Summarises what does not fit the model's window. What is appended meanwhile stays behind the summary.</summary>
    /// <param name="always">Summarise all but the newest messages also when everything fits.</param>
    /// <param name="cancellationToken">Cancels it; nothing is changed then.</param>
    /// <returns>Whether there was anything to summarise.</returns>
    /// <exception cref="InvalidOperationException">There is no model.</exception>
    /// <exception cref="ModelAnswerException">The model failed or answered with nothing.</exception>
    public Task<bool> SummarizeAsync(bool always = false, CancellationToken cancellationToken = default) =>
        new WorkingMemorySummary(this, _settings).RunAsync(always, cancellationToken);

    /// <summary>Says that the thread was written by something else, such as an agent's run: its new messages are extracted and summarised in the background.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task NoticeAsync(CancellationToken cancellationToken = default)
    {
        RedisValue[] values = [Delay(), _settings.Model is not null && _settings.Working.Summarize ? "1" : "0", Milliseconds(_settings.Working.TimeToLive)];
        await _store.RunAsync(WorkingMemoryScripts.Notice, values, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes it, with what waits to be stored in long-term memory. Of a thread that agents run on the log stays, and working memory begins anew behind it.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(CancellationToken cancellationToken = default) =>
        WorkingMemoryStore.Status(await _store.RunAsync(WorkingMemoryScripts.Delete, [], cancellationToken).ConfigureAwait(false)) == "ok";

    internal IReadOnlyList<ChatMessage> ForModel(WorkingMemorySnapshot snapshot, long tokens)
    {
        var counter = _settings.Counter;
        var summary = snapshot.Summary is { } text ? SummaryMessage.Of(text) : null;
        var room = tokens - (summary is null ? 0 : counter.Count(summary));
        var messages = MessageGroups.Newest(snapshot.Visible, room, counter.Count);
        return summary is null ? messages : [summary, .. messages];
    }

    private async Task<long> UpdateAsync(WorkingMemoryUpdate update, string? dataVersion, CancellationToken cancellationToken)
    {
        var now = _settings.Time.GetUtcNow();
        var messages = MessageIntake.Take(update.Messages, now);
        var items = Items(update.Memories, now);
        ThrowIfInvalid(update);
        var (working, renewed) = (_settings.Working, messages.Count > 0 || items.Count > 0 || update.TimeToLive.IsSet);
        RedisValue[] values =
        [
            Guid.NewGuid().ToString("N"),
            update.ExpectedVersion is { } expected ? WorkingMemoryStore.Number(expected) : "",
            Argument(update.Data, data => MemoryMapping.Write(data)),
            dataVersion ?? "",
            Argument(update.Summary, text => text),
            Argument(update.TimeToLive, ttl => Milliseconds(ttl)),
            Argument(update.Strategy, strategy => strategy is null ? null : JsonSerializer.Serialize(strategy, MemoryJson.Default.ExtractionStrategy)),
            Milliseconds(working.TimeToLive),
            Delay(),
            WorkingMemoryStore.Number(_settings.Counter.Count(messages)),
            _settings.Model is not null && working.Summarize ? WorkingMemoryStore.Number(_settings.Window.Threshold) : "",
            renewed ? "1" : "0",
            WorkingMemoryStore.Number(messages.Count),
            .. messages.Select(message => (RedisValue)MessageJson.Serialize(message)),
            .. items.SelectMany(item => (RedisValue[])[item.Memory.Id, WorkingMemoryStore.Write(item)]),
        ];
        var answer = await _store.RunAsync(WorkingMemoryScripts.Update, values, cancellationToken).ConfigureAwait(false);
        return WorkingMemoryStore.Status(answer) switch
        {
            "data" => -1,
            "version" => throw new WorkingMemoryConflictException($"The working memory of the thread '{ThreadId}' has the version {(string?)answer[1]} and not {update.ExpectedVersion}.") { Version = (long)answer[1] },
            "busy" => throw new WorkingMemoryConflictException($"A run has the thread '{ThreadId}': append through it, or try again in {(string?)answer[1]} ms."),
            "open" => throw new WorkingMemoryConflictException($"Calls in the thread '{ThreadId}' have no result yet: append when they have."),
            _ => (long)answer[1],
        };
    }

    private List<OutboxItem> Items(IReadOnlyList<NewMemory> memories, DateTimeOffset now)
    {
        NewMemoryCheck.ThrowIfInvalid(memories, _settings.LongTerm.MaxTextBytes, now);
        return [.. memories.Select(memory => new OutboxItem(
            Scope.Key, memory with { Id = memory.Id ?? Ulid.New(now), ThreadId = memory.ThreadId ?? ThreadId, CreatedAt = memory.CreatedAt ?? now }))];
    }

    private static void ThrowIfInvalid(WorkingMemoryUpdate update)
    {
        update.Strategy.Value?.Checked();
        if (update.TimeToLive.Value is { } ttl && ttl < TimeSpan.FromMilliseconds(1))
        {
            throw new ArgumentException("A time to live is 1 millisecond or more.", nameof(update));
        }

        if (update.Summary is { IsSet: true, Value: { } summary } && string.IsNullOrWhiteSpace(summary))
        {
            throw new ArgumentException("A summary is not blank; null clears it.", nameof(update));
        }
    }

    private RedisValue Delay() => _settings.Model is null || !_settings.Extraction.Enabled ? RedisValue.EmptyString : Milliseconds(_settings.Extraction.QuietTime);

    private static RedisValue Argument<T>(Change<T> change, Func<T, RedisValue> write) => !change.IsSet ? "" : change.Value is null ? "-" : "=" + write(change.Value);

    private static RedisValue Milliseconds(TimeSpan? span) => span is { } given ? WorkingMemoryStore.Number((long)given.TotalMilliseconds) : RedisValue.EmptyString;

    private WorkingMemoryState State(WorkingMemorySnapshot snapshot, int? recentMessages)
    {
        var tokens = _settings.Counter.Count(snapshot.Visible);
        var known = _settings.Working.KnownWindow is not null;
        return new()
        {
            ThreadId = ThreadId,
            Scope = Scope,
            Messages = recentMessages is { } limit ? Recent(snapshot.Visible, limit) : snapshot.Visible,
            Summary = snapshot.Summary,
            Data = MemoryMapping.Read(snapshot.Data),
            Memories = [.. snapshot.Items.Select(item => new WorkingMemoryItem(item.Memory, item.PersistedAt))],
            Strategy = snapshot.Strategy,
            Tokens = tokens,
            UsedPercent = known ? _settings.Window.UsedPercent(tokens) : null,
            UntilSummaryPercent = known ? _settings.Window.UntilSummaryPercent(tokens) : null,
            TimeToLive = snapshot.TimeToLive,
            ExpiresAt = snapshot.ExpiresAt,
            CreatedAt = snapshot.CreatedAt,
            UpdatedAt = snapshot.UpdatedAt,
            Version = snapshot.Version,
            UnextractedMessages = Math.Max(0, snapshot.Length - Math.Max(snapshot.Cursor, 0)),
        };
    }

    // By the time at which they were made; what is not known has the time of what is before it.
    private static List<ChatMessage> Recent(IReadOnlyList<ChatMessage> messages, int limit)
    {
        var last = DateTimeOffset.MinValue;
        var ordered = messages.Select(message => (Message: message, At: last = message.CreatedAt ?? last)).OrderBy(item => item.At).Select(item => item.Message).ToList();
        return MessageGroups.Newest(ordered, limit, message => MessageGroups.IsSystem(message) ? 0 : 1);
    }
}
