using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;

namespace Hitl.Memory;

/// <summary>The operands of a filter: properties of the record, and values that do not depend on it.</summary>
internal sealed class FilterOperands(RecordModel model, ParameterExpression record)
{
    private static readonly Type[] NumberTypes =
    [
        typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(float), typeof(double), typeof(decimal),
    ];

    /// <summary>Whether an expression is a property of the record, with conversions that do not change its value.</summary>
    /// <exception cref="InvalidOperationException">It names a property that does not exist.</exception>
    /// <exception cref="UnsupportedFilterException">It converts the property to a type that does not hold its values.</exception>
    public bool TryField(Expression node, [NotNullWhen(true)] out RecordField? field)
    {
        field = null;
        var inner = node;
        while (true)
        {
            if (inner is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert)
            {
                inner = convert.Operand;
            }
            else if (inner is MemberExpression { Member.Name: "Value", Expression: { } nullable } && Nullable.GetUnderlyingType(nullable.Type) is not null)
            {
                inner = nullable;
            }
            else
            {
                break;
            }
        }

        var name = inner switch
        {
            MemberExpression member when member.Expression == record => member.Member.Name,
            MethodCallExpression { Method.Name: "get_Item", Arguments: [var key] } call when call.Object == record && TryValue(key, out var value) => value as string,
            _ => null,
        };
        if (name is null)
        {
            return false;
        }

        field = model.Field(name);
        for (var outer = node; outer is UnaryExpression convert; outer = convert.Operand)
        {
            if (!Holds(convert.Type, field))
            {
                throw new UnsupportedFilterException($"The property '{name}' is a {field.Type.Name} and the filter converts it to {convert.Type.Name}, which does not hold all of its values.") { PropertyName = name };
            }
        }

        return true;
    }

    /// <summary>The value of an expression that does not depend on the record.</summary>
    /// <exception cref="InvalidOperationException">It cannot be computed.</exception>
    public static bool TryValue(Expression node, out object? value)
    {
        value = null;
        switch (node)
        {
            case ConstantExpression constant:
                value = constant.Value;
                return true;
            case MemberExpression { Member: FieldInfo info, Expression: ConstantExpression { Value: { } owner } }:
                value = info.GetValue(owner);
                return true;
        }

        if (node.Type.IsByRefLike || ParameterSearch.IsIn(node))
        {
            return false;
        }

        value = Expression.Lambda<Func<object?>>(Expression.Convert(node, typeof(object))).Compile(preferInterpretation: true)();
        return true;
    }

    /// <summary>The values of a list that does not depend on the record.</summary>
    public static bool TryValues(Expression node, [NotNullWhen(true)] out IEnumerable<object?>? values)
    {
        values = null;
        if (!TryValue(node, out var value) || value is not IEnumerable list)
        {
            return false;
        }

        // A set compares its elements in its own way, which need not be the property's.
        if (list is not IList && value.GetType().GetProperty("Comparer")?.GetValue(value) is { } comparer
            && comparer != (object)StringComparer.Ordinal && !comparer.Equals(DefaultComparer(value.GetType())))
        {
            throw new UnsupportedFilterException($"The filter looks in a {value.GetType().Name} with a comparer of its own. Texts are compared character by character.");
        }

        values = list.Cast<object?>();
        return true;
    }

    /// <summary>A value in the type of a property, or in the wider number type when that cannot hold it.</summary>
    /// <exception cref="UnsupportedFilterException">The two cannot be compared.</exception>
    public static object? Convert(RecordField field, object? value)
    {
        if (value is null || value.GetType() == field.ScalarType)
        {
            return value;
        }

        var (from, to) = (Array.IndexOf(NumberTypes, value.GetType()), Array.IndexOf(NumberTypes, field.ScalarType));
        if (from < 0 || to < 0)
        {
            throw new UnsupportedFilterException($"The property '{field.Name}' is a {field.ScalarType.Name} and the filter compares it with a {value.GetType().Name}.") { PropertyName = field.Name };
        }

        try
        {
            var converted = System.Convert.ChangeType(value, field.ScalarType, CultureInfo.InvariantCulture);
            var back = System.Convert.ChangeType(converted, value.GetType(), CultureInfo.InvariantCulture);
            return back.Equals(value) ? converted : value;
        }
        catch (OverflowException)
        {
            return value;
        }
    }

    /// <summary>Values as a set; what the property cannot hold is in no record, and left out.</summary>
    public static (IReadOnlySet<object> Values, bool IncludesNull) Set(RecordField field, IEnumerable<object?> values)
    {
        var set = new HashSet<object>();
        var includesNull = false;
        foreach (var value in values)
        {
            if (value is null)
            {
                includesNull = true;
            }
            else if (Convert(field, value) is { } converted && converted.GetType() == field.ScalarType)
            {
                set.Add(converted);
            }
        }

        return (set, includesNull);
    }

    /// <summary>An expression without its conversions.</summary>
    public static Expression Unconverted(Expression node)
    {
        while (node is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert)
        {
            node = convert.Operand;
        }

        return node;
    }

    private static object? DefaultComparer(Type set) =>
        set.IsGenericType ? typeof(EqualityComparer<>).MakeGenericType(set.GetGenericArguments()[0]).GetProperty("Default")!.GetValue(null) : null;

    private static bool Holds(Type type, RecordField field)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        var source = Nullable.GetUnderlyingType(field.Type) ?? field.Type;
        if (target == source || target.IsAssignableFrom(source))
        {
            return true;
        }

        if (Array.IndexOf(NumberTypes, source) < 0 || Array.IndexOf(NumberTypes, target) < 0)
        {
            return false;
        }

        return (IsWhole(source), IsWhole(target)) switch
        {
            (true, true) => Bits(target) > Bits(source) && (IsSigned(target) || !IsSigned(source)),
            (true, false) => target == typeof(decimal) || Bits(source) <= (target == typeof(float) ? 16 : 32),
            _ => source == typeof(float) && target == typeof(double),
        };
    }

    private static bool IsWhole(Type type) => Array.IndexOf(NumberTypes, type) is >= 0 and < 8;

    private static int Bits(Type type) => Array.IndexOf(NumberTypes, type) switch { 0 or 1 => 8, 2 or 3 => 16, 4 or 5 => 32, _ => 64 };

    private static bool IsSigned(Type type) => type == typeof(sbyte) || type == typeof(short) || type == typeof(int) || type == typeof(long);

    private sealed class ParameterSearch : ExpressionVisitor
    {
        private bool _found;

        public static bool IsIn(Expression node)
        {
            var search = new ParameterSearch();
            search.Visit(node);
            return search._found;
        }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            _found = true;
            return node;
        }
    }
}
