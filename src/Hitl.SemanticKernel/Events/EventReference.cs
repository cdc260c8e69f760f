using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>An entry of a feed: which event was appended.</summary>
/// <param name="Position">Where in the feed. Later entries have higher positions.</param>
/// <param name="Key">The key of the events of the chain.</param>
/// <param name="Number">The event's number.</param>
/// <param name="Time">When, in milliseconds of the server's clock.</param>
internal sealed record EventReference(FeedPosition Position, string Key, long Number, long Time)
{
    /// <summary>The key that has the chain.</summary>
    public RedisKey Chain => Key[..^":events".Length];
}
