using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>The keys of events, as <see cref="EventScript"/> names them.</summary>
internal static class EventKeys
{
    /// <summary>The fields that say which event of a chain is the latest.</summary>
    public static readonly RedisValue[] Latest = ["n", "h", "f"];

    /// <summary>The events of a chain.</summary>
    /// <param name="chain">The key that has the chain.</param>
    public static RedisKey Events(RedisKey chain) => chain.Append(":events");
}
