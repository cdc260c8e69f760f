namespace Hitl.Memory;

/// <summary>
/// Writes a filter for the server: a query that finds every record that the filter matches, and as few others as it can say. What it finds
/// is decided on the records. Nothing of a value gets into a query but tags and numbers that are made here. The server's own negation is
/// not used: in versions up to 8.0 at least, it leaves records out when it is combined with other conditions.
/// </summary>
internal sealed class SearchFilter
{
    private const int MaxDepth = 50;
    private const int MaxNumbers = 256;

    private readonly SearchFields _fields;

    private SearchFilter(SearchFields fields) => _fields = fields;

    /// <summary>A query for all records.</summary>
    public static string All { get; } = Tagged(SearchToken.All);

    /// <summary>Writes a filter.</summary>
    /// <returns>The query, or null when it would find everything.</returns>
    public static string? Write(SearchFields fields, FilterNode? filter) =>
        filter is null ? null : new SearchFilter(fields).Write(filter, negated: false, 0);

    /// <summary>A query for records whose property has no number: null or NaN.</summary>
    public static string Numberless(SearchFields fields, RecordField field) => fields.TryNumber(field, out var number)
        ? Tagged(SearchToken.Of(number, IndexText.Null), SearchToken.Of(number, IndexText.OfScalar(double.NaN)))
        : Tagged(SearchToken.None);

    /// <summary>A query for records whose property has a number.</summary>
    public static string Numbered(SearchFields fields, RecordField field) => $"{Name(fields.Number(field))}:[-inf inf]";

    /// <summary>The query for both of two queries.</summary>
    public static string? Both(string? left, string? right) =>
        left is null ? right : right is null ? left : $"({left} {right})";

    /// <summary>The name of a field in a query.</summary>
    public static string Name(string field) => "@\\" + field;

    private string? Write(FilterNode filter, bool negated, int depth) => filter switch
    {
        _ when depth > MaxDepth => null,
        FilterNode.Constant constant => constant.Value == negated ? Tagged(SearchToken.None) : null,
        FilterNode.Not not => Write(not.Operand, !negated, depth + 1),
        FilterNode.And or FilterNode.Or => Join(filter, negated, depth),
        FilterNode.Compare compare when _fields.TryNumber(compare.Field, out var number) => Compare(compare, number, negated),
        FilterNode.In values when _fields.TryNumber(values.Field, out var number) => In(values, number, negated),
        FilterNode.ContainsAny any when !negated && _fields.TryNumber(any.Field, out var number) =>
            Tags(Texts(any.Values), any.IncludesNull ? IndexText.OfElement(null) : null, number),
        FilterNode.NotEmpty some when _fields.TryNumber(some.Field, out var number) =>
            negated ? Tags([IndexText.Null, IndexText.Empty], null, number) : Tagged(SearchToken.Something(number)),
        _ => null,
    };

    // Chains of the same operator are one level, however long they are.
    private string? Join(FilterNode filter, bool negated, int depth)
    {
        var terms = new List<FilterNode>();
        var open = new Stack<FilterNode>([filter]);
        while (open.TryPop(out var node))
        {
            var (left, right) = (filter, node) switch
            {
                (FilterNode.And, FilterNode.And and) => (and.Left, and.Right),
                (FilterNode.Or, FilterNode.Or or) => (or.Left, or.Right),
                _ => (null, null),
            };
            if (left is null)
            {
                terms.Add(node);
            }
            else
            {
                open.Push(right!);
                open.Push(left);
            }
        }

        var written = terms.Select(term => Write(term, negated, depth + 1)).ToArray();
        var all = filter is FilterNode.And != negated;
        var said = written.OfType<string>().ToArray();
        return said.Length == 0 || (!all && said.Length < written.Length) ? null
            : said.Length == 1 ? said[0]
            : $"({string.Join(all ? " " : " | ", said)})";
    }

    private string? Compare(FilterNode.Compare compare, int number, bool negated)
    {
        var (field, comparison, value) = compare;
        if (comparison is CompareOperator.Equal or CompareOperator.NotEqual)
        {
            return Equality(field, value, number, (comparison == CompareOperator.Equal) != negated);
        }

        if (value is null || !SearchNumber.IsNumber(field))
        {
            return null;
        }

        var (lowest, highest) = (SearchNumber.Lowest(field, value), SearchNumber.Highest(field, value));
        if (lowest is null || highest is null)
        {
            return null;
        }

        var isUpward = comparison is CompareOperator.Greater or CompareOperator.GreaterOrEqual;
        var range = isUpward != negated ? Range(field, lowest.Value, double.MaxValue) : Range(field, double.MinValue, highest.Value);

        // Nothing and NaN compare as false, so the opposite is true of them.
        return negated ? $"({range} | {Numberless(_fields, field)})" : range;
    }

    private string? Equality(RecordField field, object? value, int number, bool equal)
    {
        if (equal)
        {
            return value is null ? Tagged(SearchToken.Of(number, IndexText.Null))
                : SearchNumber.IsNumber(field) ? Near(field, value)
                : Tags(Texts([value]), null, number);
        }

        return value is null ? Tagged(SearchToken.Something(number))
            : value is bool flag ? Tags([IndexText.OfScalar(!flag)], IndexText.Null, number)
            : null;
    }

    private string? In(FilterNode.In values, int number, bool negated)
    {
        var field = values.Field;
        if (negated)
        {
            return values.IncludesNull ? Tagged(SearchToken.Something(number)) : null;
        }

        if (!SearchNumber.IsNumber(field))
        {
            return Tags(Texts(values.Values), values.IncludesNull ? IndexText.Null : null, number);
        }

        if (values.Values.Count > MaxNumbers)
        {
            return null;
        }

        var ranges = values.Values.Where(value => SearchNumber.Of(value) is not null).Select(value => Near(field, value)).ToList();
        if (values.IncludesNull || ranges.Count < values.Values.Count)
        {
            ranges.Add(Numberless(_fields, field));
        }

        return ranges.Count == 0 ? Tagged(SearchToken.None) : $"({string.Join(" | ", ranges)})";
    }

    private string Near(RecordField field, object value) =>
        SearchNumber.Lowest(field, value) is { } lowest && SearchNumber.Highest(field, value) is { } highest ? Range(field, lowest, highest) : Tagged(SearchToken.None);

    private string Range(RecordField field, double lowest, double highest) =>
        $"{Name(_fields.Number(field))}:[{SearchNumber.Format(lowest)} {SearchNumber.Format(highest)}]";

    private static string Tags(IEnumerable<string> texts, string? none, int number)
    {
        var tags = (none is null ? texts : texts.Append(none)).Select(text => SearchToken.Of(number, text)).ToArray();
        return Tagged(tags.Length == 0 ? [SearchToken.None] : tags);
    }

    // A text with half of a surrogate pair is in no record.
    private static IEnumerable<string> Texts(IEnumerable<object> values) => values
        .Where(value => value is not string text || StoredText.IsValid(text))
        .Select(IndexText.OfScalar);

    private static string Tagged(params string[] tags) => $"{Name(SearchFields.Tags)}:{{{string.Join(" | ", tags)}}}";
}
