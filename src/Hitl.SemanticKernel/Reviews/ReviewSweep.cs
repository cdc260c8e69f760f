using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>Does what deadlines say that have passed, and gives claims back that have ended.</summary>
internal sealed class ReviewSweep
{
    private readonly RedisStore _store;
    private readonly DeskSignals _signals;

    public ReviewSweep(RedisStore store, DeskSignals signals) => (_store, _signals) = (store, signals);

    /// <summary>Looks at every partition. Several processes may do so at the same time.</summary>
    /// <returns>How many deadlines had passed.</returns>
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
            var reply = await _store.TransitionAsync(DeskScripts.Sweep, keys, [ThreadScript.SchemaVersion, string.Empty], cancellationToken).ConfigureAwait(false);
            var (passed, isFull) = ((int)reply[2], (string?)reply[3] == "1");
            total += passed;
            if (passed > 0 || (string?)reply[4] == "1")
            {
                await _signals.ChangedAsync(partition, (string?)reply[1] == "1").ConfigureAwait(false);
            }

            if (!isFull)
            {
                return total;
            }
        }
    }
}
