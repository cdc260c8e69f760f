using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>The keys of events, as <see cref="EventScript"/> names them.</summary>
internal static class EventKeys
{
    /// <summary>The fields that say which event of a chain is the latest.</summary>
    public static readonly RedisValue[] Latest = ["n", "h", "f"];

    /// <summary>The fields that say which event is the last that retention removed.</summary>
    public static readonly RedisValue[] Removed = ["bn", "bh", "bf"];

    private const string Suffix = ":events";
    private const string ThreadMark = "}:thread:";

    /// <summary>The events of a chain.</summary>
    /// <param name="chain">The key that has the chain.</param>
    public static RedisKey Events(RedisKey chain) => chain.Append(Suffix);

    /// <summary>The thread whose events a key has; <see langword="null"/> for what concerns no single thread.</summary>
    public static string? ThreadOf(string key) =>
        key.IndexOf(ThreadMark, StringComparison.Ordinal) is >= 0 and var mark && key.EndsWith(Suffix, StringComparison.Ordinal)
            ? Uri.UnescapeDataString(key[(mark + ThreadMark.Length)..^Suffix.Length])
            : null;
}
