using System.Linq.Expressions;
using CsCheck;

namespace Hitl.Memory.Tests;

/// <summary>Notes and filters on them, by chance. A filter asks for null where LINQ would otherwise throw.</summary>
internal static class NoteFilters
{
    private static readonly string?[] Topics = ["a", "ab", "b", "A", "", "a b", "x\0y", "it's \"quoted\" {here} [and] \\ there", "ünï\ud83d\ude00", new string('l', 100), new string('l', 101), null];
    private static readonly string?[] Tags = ["x", "y", "z, \"q\"", "", "X", null];
    private static readonly double?[] Weights = [0, -0d, 1, 1.5, -2.25, 1e-7, 1e30, -1e30, 0.1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, null];
    private static readonly float[] Heats = [0, 0.1f, 0.5f, -3, 1e20f, float.NaN];
    private static readonly long?[] Sizes = [0, 1, -1, 9007199254740992, 9007199254740993, long.MaxValue, long.MinValue, null];
    private static readonly decimal?[] Prices = [0, 1.10m, 1.1m, -5, 0.1000000000000000000000000001m, 0.1m, decimal.MaxValue, null];
    private static readonly DateTimeOffset?[] Times =
        [new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2024, 1, 1, 2, 0, 0, TimeSpan.FromHours(2)), new(2024, 1, 1, 0, 0, 0, 0, 1, TimeSpan.Zero), DateTimeOffset.MaxValue, null];
    private static readonly Guid?[] Authors = [Guid.Empty, new("603840bf-cf91-4521-8b8e-8b6a2e75910a"), null];

    public static Gen<Note> Note { get; } = Gen.Select(
        Gen.Select(Any(Topics), Gen.Int[0, 5], Gen.Bool, Any(Weights), Any(Heats)),
        Gen.Select(Any(Sizes), Any(Prices), Any(Times), Any(Authors), Any<string?>("body", "other", null)),
        Any(Tags).Array[0, 3].Select(tags => tags.Length == 3 ? null : tags),
        Gen.Int[0, 3].List[0, 2],
        Gen.Float[-1, 1].Array[4].Where(vector => vector.Any(x => Math.Abs(x) > 0.01f)),
        (first, second, tags, pages, vector) => new Note
        {
            Topic = first.Item1, Stars = first.Item2, Pinned = first.Item3, Weight = first.Item4, Heat = first.Item5,
            Size = second.Item1, Price = second.Item2, Written = second.Item3, Author = second.Item4, Body = second.Item5,
            Tags = tags, Pages = pages, Vector = vector,
        });

    /// <summary>Notes with keys of their own.</summary>
    public static Gen<Note[]> Notes(int most) => Note.Array[1, most].Select(notes =>
    {
        for (var i = 0; i < notes.Length; i++)
        {
            notes[i].Id = $"note {i}";
        }

        return notes;
    });

    public static Gen<Expression<Func<Note, bool>>> Filter => Nested(3);

    private static Gen<Expression<Func<Note, bool>>> Leaf { get; } = Gen.OneOf(
        Compared(Any(Topics), note => note.Topic, ordered: false),
        Compared(Gen.Int[-1, 6], note => note.Stars, ordered: true),
        Compared(Any(Weights), note => note.Weight, ordered: true),
        Compared(Any(Heats), note => note.Heat, ordered: true),
        Compared(Any(0.1, 0.5, 0.25, 1e20), note => (double)note.Heat, ordered: true),
        Compared(Any(2.5, 3, -7), note => (double)note.Stars, ordered: true),
        Compared(Any(Sizes), note => note.Size, ordered: true),
        Compared(Any(Prices), note => note.Price, ordered: true),
        Compared(Any(Times), note => note.Written, ordered: true),
        Compared(Any(Authors), note => note.Author, ordered: false),
        Compared(Any("body", "other", null), note => note.Body, ordered: false),
        Compared(Any("note 0", "note 1", "no note", ""), note => note.Id, ordered: false),
        Gen.Const<Expression<Func<Note, bool>>>(note => note.Pinned),
        Gen.Const<Expression<Func<Note, bool>>>(note => note.Weight.HasValue),
        Gen.Const<Expression<Func<Note, bool>>>(note => note.Tags == null),
        Gen.Const<Expression<Func<Note, bool>>>(note => note.Tags != null && note.Tags.Any()),
        Gen.Bool.Select(value => (Expression<Func<Note, bool>>)(note => value)),
        Any(Tags).Select(tag => (Expression<Func<Note, bool>>)(note => note.Tags != null && note.Tags.Contains(tag))),
        Any(Tags).Array[0, 3].Select(tags => (Expression<Func<Note, bool>>)(note => note.Tags != null && note.Tags.Any(tag => tags.Contains(tag)))),
        Gen.Int[0, 4].Select(page => (Expression<Func<Note, bool>>)(note => note.Pages!.Contains(page))),
        Any(Topics).Array[0, 4].Select(topics => (Expression<Func<Note, bool>>)(note => topics.Contains(note.Topic))),
        Gen.Int[0, 6].List[0, 3].Select(stars => (Expression<Func<Note, bool>>)(note => stars.Contains(note.Stars))),
        Any(Weights).Array[0, 3].Select(weights => (Expression<Func<Note, bool>>)(note => weights.Contains(note.Weight))),
        Any("", "a", "l", "x\0").Select(start => (Expression<Func<Note, bool>>)(note => note.Topic != null && note.Topic.StartsWith(start, StringComparison.Ordinal))),
        Any("b", "l", "\"").Select(part => (Expression<Func<Note, bool>>)(note => note.Topic != null && note.Topic.Contains(part))),
        Gen.Const<Expression<Func<Note, bool>>>(note => string.IsNullOrEmpty(note.Topic)));

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static Gen<Expression<Func<Note, bool>>> Nested(int depth) => depth == 0 ? Leaf : Gen.Frequency(
        (2, Leaf),
        (1, Nested(depth - 1).Select(Not)),
        (2, Gen.Select(Nested(depth - 1), Nested(depth - 1), (left, right) => Join(left, right, Expression.AndAlso))),
        (2, Gen.Select(Nested(depth - 1), Nested(depth - 1), (left, right) => Join(left, right, Expression.OrElse))));

    private static Gen<Expression<Func<Note, bool>>> Compared<T>(Gen<T> values, Expression<Func<Note, T>> property, bool ordered)
    {
        var comparisons = ordered
            ? new[] { ExpressionType.Equal, ExpressionType.NotEqual, ExpressionType.LessThan, ExpressionType.LessThanOrEqual, ExpressionType.GreaterThan, ExpressionType.GreaterThanOrEqual }
            : [ExpressionType.Equal, ExpressionType.NotEqual];
        return Gen.Select(values, Any(comparisons), Gen.Bool, (value, comparison, swap) =>
        {
            Expression constant = Expression.Constant(value, typeof(T));
            return Expression.Lambda<Func<Note, bool>>(
                swap ? Expression.MakeBinary(comparison, constant, property.Body) : Expression.MakeBinary(comparison, property.Body, constant), property.Parameters);
        });
    }

    private static Expression<Func<Note, bool>> Not(Expression<Func<Note, bool>> filter) =>
        Expression.Lambda<Func<Note, bool>>(Expression.Not(filter.Body), filter.Parameters);

    private static Expression<Func<Note, bool>> Join(
        Expression<Func<Note, bool>> left, Expression<Func<Note, bool>> right, Func<Expression, Expression, BinaryExpression> join) =>
        Expression.Lambda<Func<Note, bool>>(
            join(left.Body, new Renamed(right.Parameters[0], left.Parameters[0]).Visit(right.Body)), left.Parameters);

    private sealed class Renamed(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
