namespace Hitl.Memory;

/// <summary>The records that a plan leads to, by the cheapest of its choices.</summary>
/// <param name="Count">How many records that are at most.</param>
/// <param name="Keys">Records by their keys.</param>
/// <param name="Ranges">Records by ranges of indexes.</param>
/// <param name="IsAll">All records instead.</param>
internal sealed record IndexSelection(long Count, IReadOnlyList<string> Keys, IReadOnlyList<(RecordField Field, IndexRange Range)> Ranges, bool IsAll)
{
    /// <summary>How many records the collection has.</summary>
    public long Total { get; init; }

    /// <summary>Whether a record can be met twice.</summary>
    public bool HasRepeats => Ranges.Count + Keys.Count > 1 || Ranges.Any(range => range.Field.IsCollection);
}
