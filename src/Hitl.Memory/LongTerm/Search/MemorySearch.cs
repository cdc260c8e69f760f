namespace Hitl.Memory;

/// <summary>A search in long-term memory.</summary>
public sealed record MemorySearch
{
    /// <summary>The largest <see cref="Limit"/>: 100.</summary>
    public const int MaxLimit = 100;

    /// <summary>What is searched for. Without it, memories are listed, the newest first.</summary>
    /// <value>Default <see langword="null"/>.</value>
    public string? Text { get; init; }

    /// <summary>What the search goes by.</summary>
    /// <value>Default <see cref="MemorySearchMode.Semantic"/>.</value>
    public MemorySearchMode Mode { get; init; }

    /// <summary>What memories must meet beside the scope.</summary>
    /// <value>Default <see langword="null"/>: nothing else.</value>
    public MemoryFilter? Filter { get; init; }

    /// <summary>When nothing meets the filter, search again without its conditions on topics, entities, type and dates. Thread, id and scope always hold.</summary>
    /// <value>Default <see langword="false"/>.</value>
    public bool RelaxFilter { get; init; }

    /// <summary>The largest cosine distance, in a semantic search.</summary>
    /// <value>0 to 2. Default <see langword="null"/>: any.</value>
    public double? DistanceThreshold { get; init; }

    /// <summary>How many memories are wanted.</summary>
    /// <value>1 to 100. Default 10.</value>
    public int Limit { get; init; } = 10;

    /// <summary>How many of the best are left out.</summary>
    /// <value>0 or more. Default 0.</value>
    public int Offset { get; init; }

    /// <summary>Whether recent memories rank higher.</summary>
    /// <value>Default <see langword="true"/>.</value>
    public bool Recency { get; init; } = true;

    /// <summary>How recency counts.</summary>
    public RecencyWeights Weights { get; init; } = RecencyWeights.Default;

    /// <summary>How a hybrid search joins its two parts.</summary>
    /// <value>Default <see cref="HybridFusion.Weighted"/>.</value>
    public HybridFusion Fusion { get; init; }

    /// <summary>What the similarity counts in a weighted hybrid search; the text score counts the rest.</summary>
    /// <value>0 to 1. Default 0.7.</value>
    public double Alpha { get; init; } = 0.7;

    /// <summary>Whether each result says how its score came about.</summary>
    /// <value>Default <see langword="false"/>.</value>
    public bool Explain { get; init; }

    /// <summary>Whether all memories that match are counted. That reads all of them.</summary>
    /// <value>Default <see langword="false"/>.</value>
    public bool IncludeTotal { get; init; }

    /// <summary>Whether being found counts as an access.</summary>
    /// <value>Default <see langword="true"/>.</value>
    public bool RecordAccess { get; init; } = true;

    /// <summary>Search what was held to be true at a time, and not what is.</summary>
    /// <value>Default <see langword="null"/>: now.</value>
    public DateTimeOffset? ValidAt { get; init; }

    internal bool IsListing => string.IsNullOrWhiteSpace(Text);

    internal void ThrowIfInvalid()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Limit, MaxLimit);
        ArgumentOutOfRangeException.ThrowIfNegative(Offset);
        Weights.ThrowIfInvalid();
        if (!(Alpha is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(Alpha), Alpha, "Alpha is from 0 to 1.");
        }

        if (DistanceThreshold is { } threshold && !(threshold is >= 0 and <= 2))
        {
            throw new ArgumentOutOfRangeException(nameof(DistanceThreshold), threshold, "A cosine distance is from 0 to 2.");
        }

        if (DistanceThreshold is not null && (Mode != MemorySearchMode.Semantic || IsListing))
        {
            throw new ArgumentException("A distance threshold is for semantic searches only.");
        }

        if (!Enum.IsDefined(Mode) || !Enum.IsDefined(Fusion))
        {
            throw new ArgumentException("There is no such mode or fusion.");
        }
    }
}
