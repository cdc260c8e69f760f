using System.Globalization;
using System.Text.Json;
using Hitl.Memory;
using Microsoft.Extensions.AI;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>Reads reviews. Every read is pipelined: its round trips do not depend on how much there is.</summary>
internal sealed class ReviewReader
{
    private const int TailLength = 20;
    private static readonly RedisValue[] ReviewFields = ["thread", "call", "state", "kind", "created", "decision", "decided", "schema", "digest"];

    private readonly RedisStore _store;
    private readonly EventWriter _events;

    public ReviewReader(RedisStore store, EventWriter events) => (_store, _events) = (store, events);

    public async Task<IReadOnlyList<Review>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken).ConfigureAwait(false);
        var queues = await CallAsync(
            Task.WhenAll(Enumerable.Range(0, _store.Keys.Partitions).Select(p =>
                database.SortedSetRangeByRankWithScoresAsync(_store.Keys.Key(p, LedgerKeys.Queue), 0, limit - 1))),
            cancellationToken).ConfigureAwait(false);
        var ids = queues.SelectMany(q => q).OrderBy(e => e.Score).ThenBy(e => e.Element.ToString(), StringComparer.Ordinal).Take(limit).Select(e => e.Element.ToString()).ToList();
        var heads = await CallAsync(Task.WhenAll(ids.Select(id => database.HashGetAsync(ReviewKey(id), ReviewFields))), cancellationToken).ConfigureAwait(false);
        var latest = Task.WhenAll(heads.Select(h => h[0].ToString()).Distinct(StringComparer.Ordinal).Select(thread => LearnAsync(database, thread)));
        var records = await CallAsync(Task.WhenAll(heads.Select(h => CallFieldsAsync(database, h[0]!, h[1]!))), cancellationToken).ConfigureAwait(false);
        await CallAsync(latest, cancellationToken).ConfigureAwait(false);
        return [.. ids.Select((id, i) => Read(id, heads[i], records[i])).Where(r => r.State == ReviewState.Pending)];
    }

    public async Task<Review> GetAsync(string reviewId, CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken).ConfigureAwait(false);
        ThrowIfUnknown(reviewId, threadId: null);
        var head = await CallAsync(database.HashGetAsync(ReviewKey(reviewId), ReviewFields), cancellationToken).ConfigureAwait(false);
        if (head[0].IsNull)
        {
            throw new UnknownReviewException(reviewId);
        }

        var keys = _store.Keys.Thread(head[0]!);
        var record = CallFieldsAsync(database, head[0]!, head[1]!);
        var tail = database.ListRangeAsync(keys.Messages, -TailLength);
        var thread = database.HashGetAsync(keys.Head, ["open", "length"]);
        var length = database.ListLengthAsync(keys.Messages);
        var latest = LearnAsync(database, head[0]!);
        var fields = await CallAsync(thread, cancellationToken).ConfigureAwait(false);
        var (open, committed) = (fields[0], fields[1].IsNull ? 0 : (long)fields[1]);

        // What lies behind the committed length is of a script that the server did not finish.
        var uncommitted = (int)Math.Max(0, await CallAsync(length, cancellationToken).ConfigureAwait(false) - committed);
        var messages = (await CallAsync(tail, cancellationToken).ConfigureAwait(false)).SkipLast(uncommitted).Select(m => MessageJson.Deserialize(m.ToString())).ToList();
        var review = Read(reviewId, head, await CallAsync(record, cancellationToken).ConfigureAwait(false));
        var batch = BatchOf(review.CallId, messages, LedgerRecords.ReadList(open));
        await CallAsync(latest, cancellationToken).ConfigureAwait(false);
        var calls = await CallAsync(Task.WhenAll(batch.Select(id => CallFieldsAsync(database, review.ThreadId, id))), cancellationToken).ConfigureAwait(false);
        return review with
        {
            Conversation = messages,
            Batch = [.. batch.Zip(calls).Where(c => !c.Second[0].IsNull).Select(c => CallRecord.From(LedgerRecords.ReadCall(c.First, c.Second)))],
        };
    }

    public async Task<CallEntry> GetCallAsync(Review review, CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken).ConfigureAwait(false);
        var fields = await CallAsync(CallFieldsAsync(database, review.ThreadId, review.CallId), cancellationToken).ConfigureAwait(false);
        return fields[0].IsNull ? throw new UnknownReviewException(review.Id) : LedgerRecords.ReadCall(review.CallId, fields);
    }

    public void ThrowIfUnknown(string reviewId, string? threadId)
    {
        if (!ReviewIds.TryGetPartition(reviewId, _store.Keys.Partitions, out var partition)
            || (threadId is not null && _store.Keys.PartitionOf(threadId) != partition))
        {
            throw new UnknownReviewException(reviewId);
        }
    }

    /// <summary>Reads the latest event of a thread with the rest, so that a decision is one round trip.</summary>
    private async Task<bool> LearnAsync(IDatabase database, string threadId)
    {
        var chain = _store.Keys.Thread(threadId).Head;
        _events.Learn(chain, await database.HashGetAsync(EventKeys.Events(chain), EventKeys.Latest).ConfigureAwait(false));
        return true;
    }

    private RedisKey ReviewKey(string reviewId) =>
        ReviewIds.TryGetPartition(reviewId, _store.Keys.Partitions, out var partition)
            ? _store.Keys.Key(partition, "review:" + reviewId)
            : throw new UnknownReviewException(reviewId);

    private Task<RedisValue[]> CallFieldsAsync(IDatabase database, string threadId, string callId) =>
        database.HashGetAsync(LedgerKeys.Calls(_store.Keys.Thread(threadId)), LedgerRecords.FieldsOf(callId));

    private static IReadOnlyList<string> BatchOf(string callId, List<ChatMessage> tail, IReadOnlyList<string> open)
    {
        if (open.Contains(callId))
        {
            return open;
        }

        var message = tail.FindLast(m => m.Contents.OfType<FunctionCallContent>().Any(c => c.CallId == callId));
        return message is null ? [callId] : [.. message.Contents.OfType<FunctionCallContent>().Select(c => c.CallId)];
    }

    private static Review Read(string reviewId, RedisValue[] head, RedisValue[] record)
    {
        if (int.Parse(head[7].ToString(), CultureInfo.InvariantCulture) > int.Parse(ThreadScript.SchemaVersion, CultureInfo.InvariantCulture))
        {
            throw new StoreMismatchException($"Review '{reviewId}' was written by a newer version of Hitl. Update this process.");
        }

        var call = LedgerRecords.ReadCall(head[1]!, record);
        var decision = head[5].IsNull ? null : JsonSerializer.Deserialize((byte[])head[5]!, LedgerJson.Relaxed.DecisionData);
        return Review.From(head[0]!, call, ReviewStates.ParseKind(head[3]!)) with
        {
            Id = reviewId,
            State = ReviewStates.Parse(head[2]!),
            Digest = head[8]!,
            CreatedAt = Time(head[4]),
            Decision = decision?.ToDecision(Time(head[6])),
        };
    }

    private static DateTimeOffset Time(RedisValue milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(milliseconds.ToString(), CultureInfo.InvariantCulture));

    private async Task<IDatabase> DatabaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _store.GetDatabaseAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e)
        {
            throw new OversightUnavailableException(e);
        }
    }

    private static async Task<T> CallAsync<T>(Task<T> answer, CancellationToken cancellationToken)
    {
        try
        {
            return await RedisStore.CallAsync(answer, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e)
        {
            throw new OversightUnavailableException(e);
        }
    }
}
