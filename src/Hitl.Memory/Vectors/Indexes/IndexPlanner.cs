using System.Globalization;

namespace Hitl.Memory;

/// <summary>Finds out which indexes lead to the records that a filter matches.</summary>
internal static class IndexPlanner
{
    private const int MaxValues = 1000;

    private static readonly IndexPlan Nothing = new IndexPlan.Union([]);

    /// <summary>The plan for a filter.</summary>
    /// <returns>The plan, or null when only all records will do.</returns>
    public static IndexPlan? Plan(FilterNode filter) => Plan(filter, negated: false);

    private static IndexPlan? Plan(FilterNode filter, bool negated) => filter switch
    {
        FilterNode.Constant constant => constant.Value == negated ? Nothing : null,
        FilterNode.Not not => Plan(not.Operand, !negated),
        FilterNode.And and => negated ? Either(Plan(and.Left, true), Plan(and.Right, true)) : Both(Plan(and.Left, false), Plan(and.Right, false)),
        FilterNode.Or or => negated ? Both(Plan(or.Left, true), Plan(or.Right, true)) : Either(Plan(or.Left, false), Plan(or.Right, false)),
        FilterNode.Compare { Field: KeyField key } compare => Key(key, compare, negated),
        FilterNode.In { Field: KeyField key } keys => negated || keys.Values.Count > MaxValues ? null : new IndexPlan.Keys([.. keys.Values.Select(key.Encode)]),
        FilterNode.Compare { Field.IsIndexed: true } compare => Ranges(compare.Field, Compare(compare), negated),
        FilterNode.In { Field.IsIndexed: true } values when values.Values.Count <= MaxValues =>
            Ranges(values.Field, Points(values.Values.Select(IndexText.OfScalar), values.IncludesNull ? IndexText.Null : null), negated),
        FilterNode.ContainsAny { Field.IsIndexed: true } any when !negated && any.Values.Count <= MaxValues =>
            Ranges(any.Field, Points(any.Values.Select(IndexText.OfScalar), any.IncludesNull ? IndexText.OfElement(null) : null), negated: false),
        FilterNode.HasElements { Field.IsIndexed: true } same when !negated => Plan(same),
        FilterNode.NotEmpty { Field.IsIndexed: true } any when !negated => new IndexPlan.Ranges(any.Field, [new(IndexRange.Past(IndexText.Empty), null)]),
        FilterNode.Text { Field.IsIndexed: true, Operator: TextOperator.StartsWith } text when !negated => new IndexPlan.Ranges(text.Field, Beginning(text.Value)),
        FilterNode.AnyText { Field.IsIndexed: true, Operator: TextOperator.StartsWith } text when !negated => new IndexPlan.Ranges(text.Field, Beginning(text.Value)),
        _ => null,
    };

    private static IndexPlan Plan(FilterNode.HasElements same) => same.Values.Count == 0
        ? new IndexPlan.Ranges(same.Field, [IndexRange.Of(IndexText.Empty)])
        : new IndexPlan.Choice([.. same.Values.Take(MaxValues).Select(IndexText.OfElement).Distinct().Select(text => new IndexPlan.Ranges(same.Field, [IndexRange.Of(text)]))]);

    private static IndexPlan? Both(IndexPlan? left, IndexPlan? right) =>
        left is null ? right : right is null ? left : new IndexPlan.Choice([left, right]);

    private static IndexPlan.Union? Either(IndexPlan? left, IndexPlan? right) =>
        left is null || right is null ? null : new IndexPlan.Union([left, right]);

    private static IndexPlan? Key(KeyField key, FilterNode.Compare compare, bool negated)
    {
        if (compare.Operator != (negated ? CompareOperator.NotEqual : CompareOperator.Equal))
        {
            return null;
        }

        return compare.Value?.GetType() == key.Type && compare.Value is not "" ? new IndexPlan.Keys([key.Encode(compare.Value)]) : Nothing;
    }

    private static IndexPlan.Ranges? Ranges(RecordField field, IReadOnlyList<IndexRange>? ranges, bool negated)
    {
        if (ranges is null || !negated)
        {
            return ranges is null ? null : new(field, ranges);
        }

        return IndexText.IsExact(field) && !field.IsCollection ? new(field, IndexRange.Complement(ranges)) : null;
    }

    private static IReadOnlyList<IndexRange>? Compare(FilterNode.Compare compare)
    {
        var (field, comparison, value) = compare;
        if (value is null)
        {
            return comparison switch
            {
                CompareOperator.Equal => [IndexRange.Of(IndexText.Null)],
                CompareOperator.NotEqual => [new(IndexRange.Past(IndexText.Null), null)],
                _ => [],
            };
        }

        // A value that the property cannot hold has no place in its index, unless both are floating.
        var isFloating = field.ScalarType == typeof(float) || field.ScalarType == typeof(double);
        if (value.GetType() != field.ScalarType && !isFloating)
        {
            return null;
        }

        var number = isFloating ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : value;
        if (number is double.NaN)
        {
            return comparison == CompareOperator.NotEqual ? null : [];
        }

        var text = IndexText.OfScalar(number);
        var isExact = IndexText.IsExact(field);
        var (from, past) = (IndexRange.From(text), IndexRange.Past(text));
        var (first, last) = (IndexRange.Prefix(IndexText.Number).Min, IndexRange.Prefix(IndexText.PastNumbers).Min);
        return comparison switch
        {
            CompareOperator.Equal => [new(from, past)],
            CompareOperator.NotEqual => isExact ? IndexRange.Complement([new(from, past)]) : null,
            CompareOperator.Less => [new(first, isExact ? from : past)],
            CompareOperator.LessOrEqual => [new(first, past)],
            CompareOperator.Greater => [new(isExact ? past : from, last)],
            _ => [new(from, last)],
        };
    }

    private static IReadOnlyList<IndexRange> Points(IEnumerable<string> texts, string? none) =>
        [.. (none is null ? texts : texts.Append(none)).Select(IndexRange.Of).DistinctBy(range => Convert.ToHexString(range.Min!)).OrderBy(range => Convert.ToHexString(range.Min!), StringComparer.Ordinal)];

    private static IReadOnlyList<IndexRange> Beginning(string text) => IndexText.OfPrefix(text) is { } prefix
        ? [IndexRange.Prefix(prefix), IndexRange.Prefix(IndexText.Hashed)]
        : [IndexRange.Prefix(IndexText.Hashed)];
}
