using Microsoft.Extensions.VectorData;

namespace Hitl.Memory;

/// <summary>The order in which records are asked for: by several properties, then by key, so that pages do not overlap.</summary>
internal sealed class RecordOrder : IComparer<StoredRecord>
{
    private readonly (RecordField Field, bool Ascending)[] _terms;

    private RecordOrder((RecordField Field, bool Ascending)[] terms) => _terms = terms;

    /// <summary>The order of some options.</summary>
    /// <returns>The order, or null when none is asked for.</returns>
    /// <exception cref="InvalidOperationException">It names something that is no key or data property.</exception>
    /// <exception cref="NotSupportedException">It names a collection.</exception>
    public static RecordOrder? From<TRecord>(RecordModel model, FilteredRecordRetrievalOptions<TRecord> options)
    {
        var terms = options.OrderBy?.Invoke(new()).Values;
        return terms is not { Count: > 0 } ? null : new([.. terms.Select(term =>
        {
            var field = model.Select(term.PropertySelector);
            return field.IsCollection || field.Type == typeof(byte[])
                ? throw new NotSupportedException($"Records cannot be ordered by '{field.Name}', which holds several values.")
                : (field, term.Ascending);
        })]);
    }

    /// <summary>The properties and directions, the most important first.</summary>
    public IReadOnlyList<(RecordField Field, bool Ascending)> Terms => _terms;

    public int Compare(StoredRecord? x, StoredRecord? y)
    {
        foreach (var (field, ascending) in _terms)
        {
            var order = ScalarOrder.Sort(x!.Value(field), y!.Value(field));
            if (order != 0)
            {
                return ascending ? order : -order;
            }
        }

        return string.CompareOrdinal(x!.Key, y!.Key);
    }
}
