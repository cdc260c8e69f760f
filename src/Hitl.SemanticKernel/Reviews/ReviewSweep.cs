using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>Does what deadlines say that have passed, and gives claims back that have ended.</summary>
internal sealed class ReviewSweep
{
    private readonly RedisStore _store;
    private readonly EventWriter _events;
    private readonly DeskSignals _signals;

    public ReviewSweep(RedisStore store, EventWriter events, DeskSignals signals) => (_store, _events, _signals) = (store, events, signals);

    /// <summary>Looks at every partition. Several processes may do so at the same time.</summary>
    /// <returns>How many deadlines this call carried out.</returns>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var done = await Task.WhenAll(Enumerable.Range(0, _store.Keys.Partitions).Select(p => RunAsync(p, cancellationToken))).ConfigureAwait(false);
        return done.Sum();
    }

    private async Task<int> RunAsync(int partition, CancellationToken cancellationToken)
    {
        RedisKey[] keys = [.. Enumerable.Repeat<RedisKey>(_store.Keys.Key(partition, LedgerKeys.Queue), 5)];
        for (var total = 0; ;)
        {
            var reply = await _store.TransitionAsync(DeskScripts.Due, keys, [ThreadScript.SchemaVersion, string.Empty], cancellationToken).ConfigureAwait(false);
            var due = ((RedisResult[])reply[1]!).Select(r => (RedisResult[])r!).Select(r => (ReviewId: (string)r[0]!, ThreadId: (string)r[1]!)).Where(r => r.ThreadId.Length > 0).ToList();
            var (done, goes) = (0, false);
            foreach (var (reviewId, threadId) in due)
            {
                var (hasPassed, isReady) = await ExpireAsync(reviewId, threadId, cancellationToken).ConfigureAwait(false);
                (done, goes) = (done + (hasPassed ? 1 : 0), goes || isReady);
            }

            total += done;
            if (done > 0 || (string?)reply[2] == "1")
            {
                await _signals.ChangedAsync(partition, goes).ConfigureAwait(false);
            }

            if (done == 0)
            {
                return total;
            }
        }
    }

    private async Task<(bool HasPassed, bool IsReady)> ExpireAsync(string reviewId, string threadId, CancellationToken cancellationToken)
    {
        var reply = await _events.TransitionAsync(
            DeskScripts.Expire,
            LedgerKeys.Of(_store.Keys.Thread(threadId), reviewId),
            [ThreadScript.SchemaVersion, string.Empty, reviewId],
            new EventDraft { Kind = EventKinds.ReviewExpired, ThreadId = threadId, Actor = EventActor.Deadline },
            cancellationToken).ConfigureAwait(false);
        return ((string?)reply[1] == "1", (string?)reply[2] == "1");
    }
}
