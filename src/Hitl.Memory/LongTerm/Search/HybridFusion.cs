namespace Hitl.Memory;

/// <summary>How a hybrid search joins what is close and what has the words.</summary>
public enum HybridFusion
{
    /// <summary>The similarity and the text score are added with weights, see <see cref="MemorySearch.Alpha"/>.</summary>
    Weighted,

    /// <summary>The sum of 1 / (60 + rank) over the two orders, divided by its largest value, 2 / 61 (Cormack, Clarke and Buettcher, SIGIR 2009).</summary>
    ReciprocalRank,
}
