using System.Text.Json;
using System.Text.Json.Nodes;
using Hitl.SemanticKernel;
using StackExchange.Redis;

namespace AgentDemo.Shop;

/// <summary>What the tools did, in the store that the conversations are in, so that every process sees it.</summary>
/// <remarks>It records whatever it is told, as often as it is told: a call that ran twice shows as two effects.</remarks>
internal sealed class EffectLog(IConnectionMultiplexer redis, TimeProvider clock)
{
    private const string Key = "agentdemo:effects";

    public async Task RecordAsync(string tool, JsonObject arguments)
    {
        CurrentCall? call = CurrentCall.Value;
        var effect = new Effect(
            clock.GetUtcNow(),
            tool,
            JsonSerializer.SerializeToElement(arguments, ShopJson.Default.JsonObject),
            call?.ThreadId,
            call?.CallId,
            call?.IdempotencyKey);

        // Not cancellable: whether a command that is on its way was executed could not be told.
        await redis.GetDatabase().ListRightPushAsync(Key, JsonSerializer.SerializeToUtf8Bytes(effect, ShopJson.Default.Effect));
    }

    public async Task<IReadOnlyList<Effect>> ListAsync(CancellationToken cancellationToken)
    {
        RedisValue[] entries = await redis.GetDatabase().ListRangeAsync(Key).WaitAsync(cancellationToken);
        return [.. entries.Select(Read)];
    }

    private static Effect Read(RedisValue entry) =>
        JsonSerializer.Deserialize(((ReadOnlyMemory<byte>)entry).Span, ShopJson.Default.Effect)
        ?? throw new JsonException("An entry of the effects is null.");
}
