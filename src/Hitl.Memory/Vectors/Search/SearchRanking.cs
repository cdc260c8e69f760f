namespace Hitl.Memory;

/// <summary>Keeps the closest records of those that it is shown. Records with the same score are in the order of their keys.</summary>
/// <param name="distance">Which score is closer.</param>
/// <param name="capacity">How many records are kept.</param>
/// <param name="threshold">The score that a record must reach; null for any.</param>
internal sealed class SearchRanking(VectorDistance distance, int capacity, double? threshold)
{
    private readonly PriorityQueue<RankedRecord, RankedRecord> _farthestFirst = new(Comparer<RankedRecord>.Create((x, y) => Order(distance, y, x)));

    /// <summary>How many records it has.</summary>
    public int Count => _farthestFirst.Count;

    /// <summary>Shows it a record.</summary>
    public void Add(StoredRecord record, double score)
    {
        if (capacity == 0 || !distance.Reaches(score, threshold))
        {
            return;
        }

        var ranked = new RankedRecord(record, score);
        if (_farthestFirst.Count < capacity)
        {
            _farthestFirst.Enqueue(ranked, ranked);
        }
        else if (Order(distance, ranked, _farthestFirst.Peek()) < 0)
        {
            _farthestFirst.DequeueEnqueue(ranked, ranked);
        }
    }

    /// <summary>The records, the closest first, without the first ones.</summary>
    public IReadOnlyList<RankedRecord> Take(int skip)
    {
        var ranked = _farthestFirst.UnorderedItems.Select(item => item.Element).ToArray();
        Array.Sort(ranked, (x, y) => Order(distance, x, y));
        return ranked.Length > skip ? ranked[skip..] : [];
    }

    private static int Order(VectorDistance distance, RankedRecord x, RankedRecord y) =>
        distance.Compare(x.Score, y.Score) is not 0 and var order ? order : string.CompareOrdinal(x.Record.Key, y.Record.Key);
}
