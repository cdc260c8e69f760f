namespace Hitl.Memory;

/// <summary>The keys of the only records that a filter can match.</summary>
internal static class KeySelection
{
    /// <summary>Finds the keys.</summary>
    /// <returns>Their texts, or null when the filter does not name them.</returns>
    public static IReadOnlySet<string>? Of(FilterNode? filter) => filter switch
    {
        FilterNode.And and => Both(Of(and.Left), Of(and.Right)),
        FilterNode.Or or => Either(Of(or.Left), Of(or.Right)),
        FilterNode.Compare { Field: KeyField key, Operator: CompareOperator.Equal } compare => Keys(key, [compare.Value]),
        FilterNode.In { Field: KeyField key } keys => Keys(key, keys.Values),
        _ => null,
    };

    private static IReadOnlySet<string>? Both(IReadOnlySet<string>? left, IReadOnlySet<string>? right) =>
        left is null ? right : right is null || left.Count <= right.Count ? left : right;

    private static HashSet<string>? Either(IReadOnlySet<string>? left, IReadOnlySet<string>? right) =>
        left is null || right is null ? null : [.. left, .. right];

    // What cannot be a key is the key of no record.
    private static HashSet<string> Keys(KeyField key, IEnumerable<object?> values)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var value in values)
        {
            try
            {
                keys.Add(key.Encode(value));
            }
            catch (Exception e) when (e is VectorRecordException or ArgumentNullException)
            {
            }
        }

        return keys;
    }
}
