using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>Where stops are kept: a hash with a field for each, and a list of what people did, the newest first.</summary>
internal static class StopKeys
{
    /// <summary>Fields of the hash that are no stops.</summary>
    public const string Version = "version";

    public const string Schema = "schema";

    /// <summary>The names of the tools that have approvals for further calls, a line each.</summary>
    public const string Always = "always";

    private const string Tag = "stops";

    public static RedisKey Stops(Keyspace keys) => keys.Tagged(Tag);

    public static RedisKey Log(Keyspace keys) => keys.Tagged(Tag, "log");

    public static string Signal(Keyspace keys) => keys.Key(Tag);
}
