using System.Linq.Expressions;
using System.Reflection;

namespace Hitl.Memory;

/// <summary>Scopes and filters as expressions that vector stores take.</summary>
internal static class MemoryConditions
{
    private const int MaxValues = 100;

    private static readonly string[] TypeNames = [.. Enum.GetValues<MemoryType>().Select(MemoryMapping.Name)];

    private static readonly MethodInfo Contains = ((Func<IEnumerable<string>, string, bool>)Enumerable.Contains).Method;

    /// <summary>The condition for the memories of a scope that are valid, or were at a time, and meet a filter.</summary>
    /// <exception cref="InvalidMemoryFilterException">The filter says nothing, or something that does not exist.</exception>
    public static Expression<Func<StoredMemory, bool>> Of(MemoryScope scope, MemoryFilter? filter, DateTimeOffset? validAt = null)
    {
        var key = scope.Key;
        Expression<Func<StoredMemory, bool>> condition = memory => memory.Active == key;
        if (validAt?.ToUnixTimeMilliseconds() is { } time)
        {
            condition = memory => memory.Scope == key && memory.ValidFrom <= time && memory.ValidUntil > time;
        }

        return filter is null ? condition : Written(filter, out var written) ? condition.And(written) : throw new InvalidMemoryFilterException("The filter has no condition.");
    }

    /// <summary>One of two conditions made of both.</summary>
    public static Expression<Func<StoredMemory, bool>> And(this Expression<Func<StoredMemory, bool>> left, Expression<Func<StoredMemory, bool>> right) =>
        Expression.Lambda<Func<StoredMemory, bool>>(
            Expression.AndAlso(left.Body, new Replacement(right.Parameters[0], left.Parameters[0]).Visit(right.Body)), left.Parameters);

    private static bool Written(MemoryFilter filter, out Expression<Func<StoredMemory, bool>> written)
    {
        var terms = new List<Expression<Func<StoredMemory, bool>>>();
        Scalar(terms, "session_id", filter.ThreadId, memory => memory.ThreadId);
        Scalar(terms, "id", filter.Id, memory => memory.Id);
        Scalar(terms, "memory_type", Known(filter.Type), memory => memory.Type);
        Collection(terms, "topics", filter.Topics, memory => memory.Topics);
        Collection(terms, "entities", filter.Entities, memory => memory.Entities);
        Date(terms, "created_at", filter.CreatedAt, memory => memory.CreatedAt);
        Date(terms, "last_accessed", filter.LastAccessed, memory => memory.LastAccessed);
        Date(terms, "event_date", filter.EventDate, memory => memory.EventDate);
        written = terms.Count == 0 ? null! : terms.Aggregate(And);
        return terms.Count > 0;
    }

    private static TagFilter? Known(TagFilter? types)
    {
        string?[] named = types is null ? [] : [types.Equal, types.NotEqual, .. types.Any ?? [], .. types.All ?? []];
        return named.FirstOrDefault(name => name is { Length: > 0 } && !TypeNames.Contains(name)) is { } unknown
            ? throw new InvalidMemoryFilterException($"The filter 'memory_type' names the type '{unknown}': use {string.Join(", ", TypeNames)}.")
            : types;
    }

    private static void Scalar(List<Expression<Func<StoredMemory, bool>>> terms, string name, TagFilter? filter, Expression<Func<StoredMemory, string?>> property)
    {
        Tags(terms, name, filter, value => Compare(property, value, Expression.Equal), value => Compare(property, value, Expression.NotEqual),
            values => Lambda(property, Expression.Call(Contains, Expression.Constant(values), property.Body)),
            prefix => Lambda(property, Expression.AndAlso(
                Expression.NotEqual(property.Body, Expression.Constant(null, typeof(string))),
                Expression.Call(property.Body, nameof(string.StartsWith), null, Expression.Constant(prefix), Expression.Constant(StringComparison.Ordinal)))));
    }

    private static void Collection(List<Expression<Func<StoredMemory, bool>>> terms, string name, TagFilter? filter, Expression<Func<StoredMemory, string[]>> property)
    {
        Tags(terms, name, filter, Has, value => Lambda(property, Expression.Not(Has(value).Body)),
            values => Lambda(property, Any(property.Body, element => Expression.Call(Contains, Expression.Constant(values), element))),
            prefix => Lambda(property, Any(property.Body, element => Expression.Call(element, nameof(string.StartsWith), null, Expression.Constant(prefix), Expression.Constant(StringComparison.Ordinal)))));

        Expression<Func<StoredMemory, bool>> Has(string value) => Lambda(property, Expression.Call(Contains, property.Body, Expression.Constant(value)));
    }

    private static void Tags(
        List<Expression<Func<StoredMemory, bool>>> terms,
        string name,
        TagFilter? filter,
        Func<string, Expression<Func<StoredMemory, bool>>> equal,
        Func<string, Expression<Func<StoredMemory, bool>>> notEqual,
        Func<string[], Expression<Func<StoredMemory, bool>>> any,
        Func<string, Expression<Func<StoredMemory, bool>>> startsWith)
    {
        if (filter is null)
        {
            return;
        }

        var before = terms.Count;
        Add(filter.Equal, "eq", equal);
        Add(filter.NotEqual, "ne", notEqual);
        Add(filter.StartsWith, "startswith", startsWith);
        if (filter.Any is not null)
        {
            terms.Add(any(Values(filter.Any, name, "any")));
        }

        if (filter.All is not null)
        {
            terms.AddRange(Values(filter.All, name, "all").Select(equal));
        }

        ThrowIfNone(terms.Count - before, name);

        void Add(string? value, string operation, Func<string, Expression<Func<StoredMemory, bool>>> condition)
        {
            if (value is not null)
            {
                terms.Add(condition(Value(value, name, operation)));
            }
        }
    }

    private static void Date<T>(List<Expression<Func<StoredMemory, bool>>> terms, string name, DateFilter? filter, Expression<Func<StoredMemory, T>> property)
    {
        if (filter is null)
        {
            return;
        }

        var before = terms.Count;
        Add(filter.After, Expression.GreaterThan);
        Add(filter.Before, Expression.LessThan);
        Add(filter.AtOrAfter, Expression.GreaterThanOrEqual);
        Add(filter.AtOrBefore, Expression.LessThanOrEqual);
        Add(filter.Equal, Expression.Equal);
        Add(filter.NotEqual, Expression.NotEqual);
        if (filter.Between is { } between)
        {
            if (between.Count != 2 || between[0] > between[1])
            {
                throw new InvalidMemoryFilterException($"The filter '{name}' has a 'between' that is not two times, the earlier one first.");
            }

            Add(between[0], Expression.GreaterThanOrEqual);
            Add(between[1], Expression.LessThanOrEqual);
        }

        ThrowIfNone(terms.Count - before, name);

        void Add(DateTimeOffset? value, Func<Expression, Expression, Expression> compare)
        {
            if (value?.ToUnixTimeMilliseconds() is { } time)
            {
                terms.Add(Lambda(property, compare(property.Body, Expression.Constant(time, typeof(T)))));
            }
        }
    }

    private static void ThrowIfNone(int conditions, string name)
    {
        if (conditions == 0)
        {
            throw new InvalidMemoryFilterException($"The filter '{name}' has no condition.");
        }
    }

    private static string Value(string value, string name, string operation) => value.Length > 0
        ? value
        : throw new InvalidMemoryFilterException($"The filter '{name}' has an empty value for '{operation}'. Leave the condition out to have none.");

    private static string[] Values(IReadOnlyList<string> values, string name, string operation) => values.Count switch
    {
        0 => throw new InvalidMemoryFilterException($"The filter '{name}' has no value for '{operation}'. Leave the condition out to have none."),
        > MaxValues => throw new InvalidMemoryFilterException($"The filter '{name}' has {values.Count} values for '{operation}'; at most {MaxValues} are taken."),
        _ => [.. values.Select(value => Value(value ?? "", name, operation))],
    };

    private static Expression<Func<StoredMemory, bool>> Compare(Expression<Func<StoredMemory, string?>> property, string value, Func<Expression, Expression, Expression> compare) =>
        Lambda(property, compare(property.Body, Expression.Constant(value)));

    private static Expression<Func<StoredMemory, bool>> Lambda(LambdaExpression property, Expression body) =>
        Expression.Lambda<Func<StoredMemory, bool>>(body, property.Parameters);

    private static MethodCallExpression Any(Expression collection, Func<ParameterExpression, Expression> predicate)
    {
        var element = Expression.Parameter(typeof(string), "element");
        return Expression.Call(typeof(Enumerable), nameof(Enumerable.Any), [typeof(string)], collection, Expression.Lambda<Func<string, bool>>(predicate(element), element));
    }

    private sealed class Replacement(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : base.VisitParameter(node);
    }
}
