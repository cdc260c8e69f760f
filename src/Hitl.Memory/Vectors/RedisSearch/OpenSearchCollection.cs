namespace Hitl.Memory;

/// <summary>A collection that was found to exist, to have the right schema, and to have its index.</summary>
/// <param name="Generation">Its generation; when the head names another one, it was deleted and made anew.</param>
/// <param name="Keys">The keys of what it holds.</param>
/// <param name="Settings">The settings of its index.</param>
internal sealed record OpenSearchCollection(string Generation, GenerationKeys Keys, SearchSettings Settings)
{
    /// <summary>Its index.</summary>
    public StackExchange.Redis.RedisKey Index => Keys.Index("search");
}
