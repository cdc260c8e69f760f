using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>The keys of the ledger's scripts, in the order that <see cref="LedgerScripts"/> names them.</summary>
internal static class LedgerKeys
{
    public const string Queue = "queue";

    /// <summary>The calls that run while people watch, the newest 1,000: a sorted set in the order in which they were recorded.</summary>
    public const string Monitored = "monitored";

    public static RedisKey[] Of(ThreadKeys keys) =>
        [keys.Head, keys.Messages, keys.Inbox, Calls(keys), keys.Shared(Queue)];

    public static RedisKey[] Of(ThreadKeys keys, string reviewId) => [.. Of(keys), Review(keys, reviewId)];

    /// <summary>How people decided about the calls of each tool: a hash for each partition, with fields <c>state:tool</c>.</summary>
    public static RedisKey Record(Keyspace keys, int partition) => keys.Key(partition, "record");

    public static RedisKey Calls(ThreadKeys keys) => keys.Own("calls");

    public static RedisKey Review(ThreadKeys keys, string reviewId) => keys.Shared("review:" + reviewId);
}
