using System.Linq.Expressions;
using Microsoft.Extensions.VectorData.ProviderServices.Filter;

namespace Hitl.Memory;

/// <summary>Reads a filter out of a lambda expression over records or dictionaries.</summary>
internal sealed class FilterTranslator : FilterTranslatorBase
{
    private readonly FilterOperands _operands;

    private FilterTranslator(RecordModel model, ParameterExpression record) => _operands = new FilterOperands(model, record);

    /// <summary>Reads a filter.</summary>
    /// <exception cref="UnsupportedFilterException">It contains what cannot be evaluated on stored records.</exception>
    /// <exception cref="InvalidOperationException">It names a property that does not exist, or a value in it cannot be computed.</exception>
    public static FilterNode Translate(RecordModel model, LambdaExpression filter) =>
        new FilterTranslator(model, filter.Parameters[0]).Condition(filter.Body);

    private FilterNode Condition(Expression node)
    {
        if (FilterOperands.TryValue(node, out var constant))
        {
            return new FilterNode.Constant(constant as bool? ?? false);
        }

        switch (node)
        {
            case BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.And } binary when binary.Type == typeof(bool):
                return new FilterNode.And(Condition(binary.Left), Condition(binary.Right));
            case BinaryExpression { NodeType: ExpressionType.OrElse or ExpressionType.Or } binary when binary.Type == typeof(bool):
                return new FilterNode.Or(Condition(binary.Left), Condition(binary.Right));
            case UnaryExpression { NodeType: ExpressionType.Not } not when not.Type == typeof(bool):
                return new FilterNode.Not(Condition(not.Operand));
            case BinaryExpression binary when Operator(binary.NodeType) is { } comparison:
                return Comparison(comparison, binary.Left, binary.Right);
            case MethodCallExpression call when Call(call) is { } condition:
                return condition;
            case MemberExpression { Member.Name: "HasValue", Expression: { } nullable } when _operands.TryField(nullable, out var field):
                return new FilterNode.Compare(field, CompareOperator.NotEqual, null);
            default:
                return node.Type == typeof(bool) && _operands.TryField(node, out var flag)
                    ? new FilterNode.Compare(flag, CompareOperator.Equal, true)
                    : throw Unsupported(node);
        }
    }

    private FilterNode Comparison(CompareOperator comparison, Expression left, Expression right)
    {
        if (_operands.TryField(left, out var field) && FilterOperands.TryValue(right, out var value))
        {
            return Compare(field, comparison, value);
        }

        if (_operands.TryField(right, out field) && FilterOperands.TryValue(left, out value))
        {
            return Compare(field, Mirrored(comparison), value);
        }

        // A condition compared with true or false, such as r.Tags.Contains("x") == false.
        if (comparison is CompareOperator.Equal or CompareOperator.NotEqual && left.Type == typeof(bool))
        {
            var (condition, other) = FilterOperands.TryValue(left, out value) ? (right, value) : FilterOperands.TryValue(right, out value) ? (left, value) : (null, null);
            if (condition is not null && other is bool expected)
            {
                return expected == (comparison == CompareOperator.Equal) ? Condition(condition) : new FilterNode.Not(Condition(condition));
            }
        }

        throw new UnsupportedFilterException($"A filter compares a property with a value; '{left}' and '{right}' are not such a pair.");
    }

    private static FilterNode Compare(RecordField field, CompareOperator comparison, object? value)
    {
        var equality = comparison is CompareOperator.Equal or CompareOperator.NotEqual;
        if (value is not null && (field.IsCollection || field.Type == typeof(byte[])))
        {
            var elements = equality && field.IsCollection && value is System.Collections.IEnumerable values and not string
                ? new FilterNode.HasElements(field, [.. values.Cast<object?>().Select(element => FilterOperands.Convert(field, element))])
                : throw new UnsupportedFilterException($"The property '{field.Name}' holds several values: a filter asks whether it contains one, whether it has the same elements as another one, or whether it is null.") { PropertyName = field.Name };
            return comparison == CompareOperator.Equal ? elements : new FilterNode.Not(elements);
        }

        if (value is not null && !equality && (field.ScalarType == typeof(bool) || field.ScalarType == typeof(Guid) || field.ScalarType == typeof(string)))
        {
            throw new UnsupportedFilterException($"The property '{field.Name}' is a {field.ScalarType.Name}: a filter asks whether it equals a value, not whether it is less or more.") { PropertyName = field.Name };
        }

        return new FilterNode.Compare(field, comparison, FilterOperands.Convert(field, value));
    }

    private FilterNode? Call(MethodCallExpression call)
    {
        if (call.Method.DeclaringType == typeof(string) && call.Object is { } text && _operands.TryField(text, out var field))
        {
            return TextCall(call, field);
        }

        if (call.Method.Name == nameof(Equals) && call.Method.ReturnType == typeof(bool))
        {
            return (call.Object, call.Arguments.Count) switch
            {
                ({ } left, 1) => Comparison(CompareOperator.Equal, left, call.Arguments[0]),
                (null, 2) => Comparison(CompareOperator.Equal, call.Arguments[0], call.Arguments[1]),
                _ => null,
            };
        }

        if (call is { Method.Name: nameof(string.IsNullOrEmpty), Arguments: [var argument] } && call.Method.DeclaringType == typeof(string)
            && _operands.TryField(argument, out field))
        {
            return new FilterNode.In(field, new HashSet<object> { "" }, IncludesNull: true);
        }

        if (TryMatchContains(call, out var source, out var item) || TryMatchSetContains(call, out source, out item))
        {
            return Contains(source, item);
        }

        return call.Method is { Name: nameof(Enumerable.Any) } && call.Method.DeclaringType == typeof(Enumerable)
            && _operands.TryField(call.Arguments[0], out field) && field.IsCollection
            ? Any(field, call)
            : null;
    }

    private FilterNode? TextCall(MethodCallExpression call, RecordField field)
    {
        if (call.Method.Name == nameof(string.Equals))
        {
            return IsOrdinal(call, 1) ? Comparison(CompareOperator.Equal, call.Object!, call.Arguments[0]) : null;
        }

        return TryTextOperation(call, out var operation, out var value) ? new FilterNode.Text(field, operation, value) : null;
    }

    private static bool TryTextOperation(MethodCallExpression call, out TextOperator operation, out string text)
    {
        (operation, text) = (default, "");
        TextOperator? found = call.Method.Name switch
        {
            nameof(string.Contains) => TextOperator.Contains,
            nameof(string.StartsWith) => TextOperator.StartsWith,
            nameof(string.EndsWith) => TextOperator.EndsWith,
            _ => null,
        };
        if (found is null || !IsOrdinal(call, 1) || !FilterOperands.TryValue(call.Arguments[0], out var value) || value is not (string or char))
        {
            return false;
        }

        (operation, text) = (found.Value, value.ToString()!);
        return true;
    }

    private static bool IsOrdinal(MethodCallExpression call, int index) =>
        call.Arguments.Count <= index || (FilterOperands.TryValue(call.Arguments[index], out var comparison) && comparison is StringComparison.Ordinal);

    private FilterNode Contains(Expression source, Expression item)
    {
        if (_operands.TryField(source, out var collection) && collection.IsCollection && FilterOperands.TryValue(item, out var value))
        {
            var (values, includesNull) = FilterOperands.Set(collection, [value]);
            return new FilterNode.ContainsAny(collection, values, includesNull);
        }

        if (_operands.TryField(item, out var field) && !field.IsCollection && FilterOperands.TryValues(source, out var list))
        {
            var (values, includesNull) = FilterOperands.Set(field, list);
            return new FilterNode.In(field, values, includesNull);
        }

        throw new UnsupportedFilterException($"Contains takes a property that holds several values and a value, or a list and a property; '{source}' and '{item}' are not such a pair.");
    }

    private static FilterNode? Any(RecordField field, MethodCallExpression call)
    {
        if (call.Arguments.Count == 1)
        {
            return new FilterNode.NotEmpty(field);
        }

        var predicate = call.Arguments[1] is UnaryExpression { NodeType: ExpressionType.Quote } quote ? quote.Operand : call.Arguments[1];
        if (predicate is not LambdaExpression { Parameters: [var element] } lambda)
        {
            return null;
        }

        if (lambda.Body is MethodCallExpression text && text.Method.DeclaringType == typeof(string) && text.Object == element && TryTextOperation(text, out var operation, out var part))
        {
            return new FilterNode.AnyText(field, operation, part);
        }

        IEnumerable<object?>? values = lambda.Body switch
        {
            MethodCallExpression contains when (TryMatchContains(contains, out var source, out var item) || TryMatchSetContains(contains, out source, out item))
                && FilterOperands.Unconverted(item) == element && FilterOperands.TryValues(source, out var list) => list,
            BinaryExpression { NodeType: ExpressionType.Equal } equal when FilterOperands.Unconverted(equal.Left) == element && FilterOperands.TryValue(equal.Right, out var value) => [value],
            BinaryExpression { NodeType: ExpressionType.Equal } equal when FilterOperands.Unconverted(equal.Right) == element && FilterOperands.TryValue(equal.Left, out var value) => [value],
            _ => null,
        };
        if (values is null)
        {
            return null;
        }

        var (set, includesNull) = FilterOperands.Set(field, values);
        return new FilterNode.ContainsAny(field, set, includesNull);
    }

    // Sets and the interfaces of collections, beside the lists and arrays that the base class knows.
    private static bool TryMatchSetContains(MethodCallExpression call, out Expression source, out Expression item)
    {
        source = call.Object!;
        item = call.Arguments.Count == 1 ? call.Arguments[0] : null!;
        return call is { Method.Name: "Contains", Object: { } owner, Arguments.Count: 1 }
            && owner.Type != typeof(string) && typeof(System.Collections.IEnumerable).IsAssignableFrom(owner.Type);
    }

    private static CompareOperator? Operator(ExpressionType type) => type switch
    {
        ExpressionType.Equal => CompareOperator.Equal,
        ExpressionType.NotEqual => CompareOperator.NotEqual,
        ExpressionType.LessThan => CompareOperator.Less,
        ExpressionType.LessThanOrEqual => CompareOperator.LessOrEqual,
        ExpressionType.GreaterThan => CompareOperator.Greater,
        ExpressionType.GreaterThanOrEqual => CompareOperator.GreaterOrEqual,
        _ => null,
    };

    private static CompareOperator Mirrored(CompareOperator comparison) => comparison switch
    {
        CompareOperator.Less => CompareOperator.Greater,
        CompareOperator.LessOrEqual => CompareOperator.GreaterOrEqual,
        CompareOperator.Greater => CompareOperator.Less,
        CompareOperator.GreaterOrEqual => CompareOperator.LessOrEqual,
        _ => comparison,
    };

    private static UnsupportedFilterException Unsupported(Expression node) => new(
        $"The filter contains '{node}'. Supported are comparisons of a property with a value, &&, ||, !, Contains on a property or on a list, Any, null, "
            + "and Contains, StartsWith, EndsWith and IsNullOrEmpty on texts.");
}
