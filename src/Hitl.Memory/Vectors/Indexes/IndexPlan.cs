namespace Hitl.Memory;

/// <summary>Where the records are that a filter can match: at least those, and perhaps more.</summary>
internal abstract record IndexPlan
{
    private IndexPlan()
    {
    }

    /// <summary>Among these keys.</summary>
    public sealed record Keys(IReadOnlyList<string> Values) : IndexPlan;

    /// <summary>In these ranges of the index of a property, which do not overlap.</summary>
    public sealed record Ranges(RecordField Field, IReadOnlyList<IndexRange> Values) : IndexPlan;

    /// <summary>In all of these together.</summary>
    public sealed record Union(IReadOnlyList<IndexPlan> Parts) : IndexPlan;

    /// <summary>In each of these, so that one of them will do.</summary>
    public sealed record Choice(IReadOnlyList<IndexPlan> Parts) : IndexPlan;
}
