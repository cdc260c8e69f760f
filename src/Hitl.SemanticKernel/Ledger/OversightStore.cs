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
}
