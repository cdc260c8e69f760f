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
    private static readonly RedisValue[] ReviewFields =
        ["thread", "call", "state", "kind", "created", "decision", "decided", "schema", "digest", "due", "action", "step", "level", "count", "audience", "claimer", "name", "until", "votesFrom"];

    private readonly RedisStore _store;
    private readonly EventWriter _events;
    private readonly TimeProvider _time;

    public ReviewReader(RedisStore store, EventWriter events, TimeProvider time) => (_store, _events, _time) = (store, events, time);

    /// <summary>Reads reviews without their conversations; those that there are not are left out.</summary>
    public async Task<IReadOnlyList<Review>> ReadAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var database = await DatabaseAsync(cancellationToken).ConfigureAwait(false);
        var heads = await CallAsync(Task.WhenAll(ids.Select(id => database.HashGetAsync(ReviewKey(id), ReviewFields))), cancellationToken).ConfigureAwait(false);
        var found = ids.Zip(heads).Where(r => !r.Second[0].IsNull).ToList();
        var latest = Task.WhenAll(found.Select(r => r.Second[0].ToString()).Distinct(StringComparer.Ordinal).Select(thread => LearnAsync(database, thread)));
        var records = await CallAsync(Task.WhenAll(found.Select(r => CallFieldsAsync(database, r.Second[0]!, r.Second[1]!))), cancellationToken).ConfigureAwait(false);
        await CallAsync(latest, cancellationToken).ConfigureAwait(false);
        return [.. found.Zip(records).Where(r => !r.Second[0].IsNull).Select(r => Read(r.First.First, r.First.Second, r.Second))];
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
        var votes = database.ListRangeAsync(ReviewKey(reviewId).Append(":votes"), head[18].IsNull ? 0 : (long)head[18]);
        var comments = database.ListRangeAsync(ReviewKey(reviewId).Append(":comments"));
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
            Votes = [.. (await CallAsync(votes, cancellationToken).ConfigureAwait(false)).Select(Decision)],
            Comments = [.. (await CallAsync(comments, cancellationToken).ConfigureAwait(false)).Select(Comment)],
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

    public RedisKey ReviewKey(string reviewId) =>
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

    private Review Read(string reviewId, RedisValue[] head, RedisValue[] record)
    {
        if (int.Parse(head[7].ToString(), CultureInfo.InvariantCulture) > int.Parse(ThreadScript.SchemaVersion, CultureInfo.InvariantCulture))
        {
            throw new StoreMismatchException($"Review '{reviewId}' was written by a newer version of Hitl. Update this process.");
        }

        var call = LedgerRecords.ReadCall(head[1]!, record);
        var decision = head[5].IsNull ? null : JsonSerializer.Deserialize((byte[])head[5]!, LedgerJson.Relaxed.DecisionData);
        var (state, created, level) = (ReviewStates.Parse(head[2]!), Time(head[4]), (int)head[12]);
        var (groups, people) = ReviewFacets.Read(LedgerRecords.ReadList(head[14]));
        var review = Review.From(head[0]!, call, ReviewStates.ParseKind(head[3]!), decision) with
        {
            Id = reviewId,
            State = state,
            Digest = head[8]!,
            CreatedAt = created,
            Decision = decision?.ToDecision(Time(head[6])),
            ReviewerGroups = groups,
            People = people,
            Deadline = head[9].IsNullOrEmpty ? null : Time(head[9]),
            OnDeadline = Enum.TryParse<DeadlineAction>(head[10], ignoreCase: true, out var action) ? action : DeadlineAction.Reject,
            Step = Math.Max(1, (int)head[11]),
            Escalations = level,
        };
        if (state != ReviewState.Pending)
        {
            return review with { ApprovalsNeeded = 0 };
        }

        var now = _time.GetUtcNow();
        var needed = level == 0 && review.Kind == ReviewKind.Call && review.Step <= review.Steps.Count ? review.Steps[review.Step - 1].Quorum : 1;
        return review with
        {
            ApprovalsNeeded = needed - (int)head[13],
            Claim = head[15].IsNull ? null : new ReviewClaim(head[15]!, head[16].IsNullOrEmpty ? null : (string?)head[16], Time(head[17])),
            Urgency = Urgency.Of(review.Risk, created, review.Deadline, now),
        };
    }

    private static ReviewDecision Decision(RedisValue vote)
    {
        var (at, json) = Timed(vote);
        return JsonSerializer.Deserialize(json, LedgerJson.Relaxed.DecisionData)!.ToDecision(at);
    }

    private static ReviewComment Comment(RedisValue comment)
    {
        var decision = Decision(comment);
        return new ReviewComment(decision.Reviewer, decision.Comment!, decision.DecidedAt);
    }

    /// <summary>Reads what scripts wrote behind the server's time.</summary>
    private static (DateTimeOffset At, string Json) Timed(RedisValue value)
    {
        var text = value.ToString();
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return (Time(text[..colon]), text[(colon + 1)..]);
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
