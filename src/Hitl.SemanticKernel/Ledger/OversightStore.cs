using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

internal static class OversightStore
{
    public static async Task<RedisResult[]> TransitionAsync(
        this RedisStore store, string script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken)
    {
        try
        {
            return (RedisResult[])(await store.EvaluateAsync(script, keys, values, cancellationToken).ConfigureAwait(false))!;
        }
        catch (StoreUnavailableException e)
        {
            throw new OversightUnavailableException(e);
        }
    }

    /// <summary>Asks the store something that is no transition.</summary>
    public static async Task<T> AskAsync<T>(this RedisStore store, Func<IDatabase, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            var database = await store.GetDatabaseAsync(cancellationToken).ConfigureAwait(false);
            return await RedisStore.CallAsync(ask(database), cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e)
        {
            throw new OversightUnavailableException(e);
        }
    }
}
