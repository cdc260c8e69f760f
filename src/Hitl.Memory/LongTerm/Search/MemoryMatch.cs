namespace Hitl.Memory;

/// <summary>A memory on its way to being a search result.</summary>
internal sealed class MemoryMatch(StoredMemory memory)
{
    public StoredMemory Memory { get; } = memory;

    public double? Distance { get; set; }

    public double? TextScore { get; set; }

    /// <summary>What the words count in the match.</summary>
    public double TextPart { get; set; }

    /// <summary>How well it fits, without recency.</summary>
    public double Match { get; set; }

    public double Score { get; private set; }

    public MemoryExplanation? Explanation { get; private set; }

    public void Rank(MemorySearch search, DateTimeOffset now)
    {
        var weights = search.Weights;
        double? recency = search.Recency ? weights.Of(MemoryMapping.Time(Memory.LastAccessed), MemoryMapping.Time(Memory.CreatedAt), now) : null;
        var share = search.Recency ? weights.Match : 1;
        var fromRecency = weights.Recency * (recency ?? 0);
        Score = (share * Match) + fromRecency;
        Explanation = new(Distance is { } distance ? 1 - distance : null, TextScore, recency, share * (Match - TextPart), share * TextPart, fromRecency);
    }
}
