using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>What the server offers for events. It is asked once.</summary>
internal sealed class EventServer(RedisStore store)
{
    private volatile object? _hasStreams;

    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public ValueTask<bool> HasStreamsAsync(CancellationToken cancellationToken) =>
        _hasStreams is bool known ? new(known) : new(AskAsync(cancellationToken));

    private async Task<bool> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            var database = await store.GetDatabaseAsync(cancellationToken).ConfigureAwait(false);
            var reply = (RedisResult[])(await RedisStore.CallAsync(database.ExecuteAsync("COMMAND", "INFO", "XADD"), cancellationToken).ConfigureAwait(false))!;
            var has = reply is [{ IsNull: false, Length: > 0 }];
            _hasStreams = has;
            return has;
        }
        catch (StoreUnavailableException e)
        {
            throw new OversightUnavailableException(e);
        }
    }
}
