namespace Hitl.Memory;

/// <summary>What a search goes by.</summary>
public enum MemorySearchMode
{
    /// <summary>What texts mean: the cosine of their vectors.</summary>
    Semantic,

    /// <summary>The words of the texts. The vector store must be able to: see <see cref="RedisSearchStore"/>.</summary>
    Keyword,

    /// <summary>Both. The vector store must be able to search for words.</summary>
    Hybrid,
}
