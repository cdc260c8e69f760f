namespace Hitl.Memory.Tests;

/// <summary>The vector stores that the tests run on.</summary>
public enum StoreKind
{
    /// <summary>Vector sets of the embedded server.</summary>
    EmbeddedVectorSets,

    /// <summary>Vector sets of Redis 8.</summary>
    RedisVectorSets,

    /// <summary>Redis Search, where there is a server that has it.</summary>
    RedisSearch,
}
