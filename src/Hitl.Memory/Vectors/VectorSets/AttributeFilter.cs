namespace Hitl.Memory;

/// <summary>
/// Writes a filter for the server: an expression on attributes that lets every record through that the filter matches, and as few others
/// as it can say. What it lets through is decided on the records.
/// </summary>
internal sealed class AttributeFilter
{
    private const int MaxValues = 64;
    private const int MaxLength = 8192;

    private readonly Dictionary<RecordField, string> _names = [];

    private AttributeFilter(RecordModel model)
    {
        for (var i = 0; i < model.Indexed.Count; i++)
        {
            _names.Add(model.Indexed[i], "." + AttributeValues.Name(model.Indexed[i], i));
        }
    }

    /// <summary>Writes a filter.</summary>
    /// <returns>The expression, or null when it would let everything through.</returns>
    public static string? Write(RecordModel model, FilterNode filter) =>
        new AttributeFilter(model).Write(filter, negated: false) is { Length: <= MaxLength } expression ? expression : null;

    private string? Write(FilterNode filter, bool negated) => filter switch
    {
        FilterNode.Not not => Write(not.Operand, !negated),
        FilterNode.And and => Join(and.Left, and.Right, negated, all: !negated),
        FilterNode.Or or => Join(or.Left, or.Right, negated, all: negated),
        FilterNode.Compare compare when _names.TryGetValue(compare.Field, out var name) => Compare(compare, name, negated),
        FilterNode.In values when _names.TryGetValue(values.Field, out var name) => In(values, name, negated),
        FilterNode.HasElements { Values.Count: > 0 } same when !negated && _names.TryGetValue(same.Field, out var name) =>
            Constant(same.Field, same.Values[0]) is { } first ? $"({first} in {name})" : null,
        FilterNode.ContainsAny any when _names.TryGetValue(any.Field, out var name) => ContainsAny(any, name, negated),
        _ => null,
    };

    private string? Join(FilterNode left, FilterNode right, bool negated, bool all)
    {
        var (first, second) = (Write(left, negated), Write(right, negated));
        return all
            ? first is null ? second : second is null ? first : $"({first} and {second})"
            : first is null || second is null ? null : $"({first} or {second})";
    }

    private static string? Compare(FilterNode.Compare compare, string name, bool negated)
    {
        var (field, comparison, value) = compare;
        if (field.IsCollection)
        {
            return null;
        }

        if (comparison is CompareOperator.Equal or CompareOperator.NotEqual)
        {
            return Equality(field, value, name, (comparison == CompareOperator.Equal) != negated);
        }

        // Nothing is less or more than NaN, not even the number that stands for it.
        if (value is null or double.NaN or float.NaN || !AttributeValues.IsNumber(field) || Constant(value) is not { } number || (negated && !AttributeValues.IsExact(field)))
        {
            return null;
        }

        var isExact = AttributeValues.IsExact(field);
        var written = (comparison, negated) switch
        {
            (CompareOperator.Less, false) or (CompareOperator.GreaterOrEqual, true) => isExact ? "<" : "<=",
            (CompareOperator.LessOrEqual, false) or (CompareOperator.Greater, true) => "<=",
            (CompareOperator.Greater, false) or (CompareOperator.LessOrEqual, true) => isExact ? ">" : ">=",
            _ => ">=",
        };

        // Nothing and NaN compare as false, so the opposite is true of them.
        return negated ? $"({name} {written} {number} or {name} <= {AttributeValues.StandIns})"
            : AttributeValues.IsFloating(field) ? $"{name} {written} {number}"
            : $"({name} {written} {number} and {name} != {AttributeValues.NullNumber})";
    }

    private static string? Equality(RecordField field, object? value, string name, bool equal)
    {
        if (!equal && (AttributeValues.IsNumber(field) ? !AttributeValues.IsExact(field) || AttributeValues.IsFloating(field) : false) && value is not null)
        {
            return null;
        }

        if (!equal && value is null && AttributeValues.IsFloating(field))
        {
            return null;
        }

        return Constant(field, value) is { } constant ? $"{name} {(equal ? "==" : "!=")} {constant}" : null;
    }

    private static string? In(FilterNode.In values, string name, bool negated)
    {
        var field = values.Field;
        if (negated && AttributeValues.IsNumber(field) && (!AttributeValues.IsExact(field) || AttributeValues.IsFloating(field)))
        {
            return null;
        }

        return List(field, values.Values, values.IncludesNull) is { } list ? negated ? $"not ({name} in {list})" : $"{name} in {list}" : null;
    }

    private static string? ContainsAny(FilterNode.ContainsAny any, string name, bool negated)
    {
        if (any.Values.Count > MaxValues || (negated && AttributeValues.IsNumber(any.Field)))
        {
            return null;
        }

        var constants = (any.IncludesNull ? any.Values.Append(null!) : any.Values).Select(value => Constant(any.Field, value)).ToArray();
        if (constants.Length == 0 || constants.Contains(null))
        {
            return null;
        }

        var found = $"({string.Join(" or ", constants.Select(constant => $"({constant} in {name})"))})";
        return negated ? $"not {found}" : found;
    }

    private static string? List(RecordField field, IEnumerable<object> values, bool includesNull)
    {
        var constants = (includesNull ? values.Append(null!) : values).Take(MaxValues + 1).Select(value => Constant(field, value)).ToArray();
        return constants.Length is 0 or > MaxValues || constants.Contains(null) ? null : $"[{string.Join(", ", constants)}]";
    }

    private static string? Constant(RecordField field, object? value) => AttributeValues.IsNumber(field) ? Constant(value) : $"\"{AttributeValues.Text(value)}\"";

    // The server reads no exponents in filters.
    private static string? Constant(object? number) =>
        AttributeValues.Number(number) is { } text && !text.Contains('E', StringComparison.OrdinalIgnoreCase) ? text : null;
}
