namespace Hitl.Memory;

/// <summary>
/// A filter, independent of the server: the one meaning that all of its translations must have. It decides as C# does on the
/// record's properties, with one difference: where C# would throw because something is null, the condition is false.
/// </summary>
internal abstract record FilterNode
{
    private FilterNode()
    {
    }

    /// <summary>Whether a record meets the condition.</summary>
    public abstract bool Matches(StoredRecord record);

    /// <summary>The properties that the condition is about.</summary>
    public IEnumerable<RecordField> Fields => this switch
    {
        And and => and.Left.Fields.Concat(and.Right.Fields),
        Or or => or.Left.Fields.Concat(or.Right.Fields),
        Not not => not.Operand.Fields,
        Compare compare => [compare.Field],
        In values => [values.Field],
        ContainsAny any => [any.Field],
        HasElements elements => [elements.Field],
        NotEmpty any => [any.Field],
        Text text => [text.Field],
        AnyText any => [any.Field],
        _ => [],
    };

    /// <summary>Always or never.</summary>
    public sealed record Constant(bool Value) : FilterNode
    {
        public override bool Matches(StoredRecord record) => Value;
    }

    /// <summary>Each of the conditions.</summary>
    public sealed record And(FilterNode Left, FilterNode Right) : FilterNode
    {
        public override bool Matches(StoredRecord record) => Left.Matches(record) && Right.Matches(record);
    }

    /// <summary>One of the conditions at least.</summary>
    public sealed record Or(FilterNode Left, FilterNode Right) : FilterNode
    {
        public override bool Matches(StoredRecord record) => Left.Matches(record) || Right.Matches(record);
    }

    /// <summary>Not the condition.</summary>
    public sealed record Not(FilterNode Operand) : FilterNode
    {
        public override bool Matches(StoredRecord record) => !Operand.Matches(record);
    }

    /// <summary>
    /// The property compared with a value. The value has the property's <see cref="RecordField.ScalarType"/>; where that cannot hold it
    /// (a byte compared with 300, a float with a double), it has the wider number type that C# compares in. A collection is compared with null only.
    /// </summary>
    public sealed record Compare(RecordField Field, CompareOperator Operator, object? Value) : FilterNode
    {
        public override bool Matches(StoredRecord record)
        {
            var value = record.Value(Field);
            if (value is null || Value is null)
            {
                return Operator switch
                {
                    CompareOperator.Equal => value is null && Value is null,
                    CompareOperator.NotEqual => value is not null || Value is not null,
                    _ => false,
                };
            }

            var order = ScalarOrder.Compare(value, Value);
            return Operator switch
            {
                CompareOperator.Equal => order == 0,
                CompareOperator.NotEqual => order != 0,
                CompareOperator.Less => order < 0,
                CompareOperator.LessOrEqual => order <= 0,
                CompareOperator.Greater => order > 0,
                _ => order >= 0,
            };
        }
    }

    /// <summary>The property has one of some values, each of its <see cref="RecordField.ScalarType"/> or null.</summary>
    public sealed record In(RecordField Field, IReadOnlySet<object> Values, bool IncludesNull) : FilterNode
    {
        public override bool Matches(StoredRecord record) => record.Value(Field) is { } value ? Values.Contains(value) : IncludesNull;
    }

    /// <summary>The collection has one of some values at least, each of its <see cref="RecordField.ScalarType"/> or null.</summary>
    public sealed record ContainsAny(RecordField Field, IReadOnlySet<object> Values, bool IncludesNull) : FilterNode
    {
        public override bool Matches(StoredRecord record)
        {
            if (record.Value(Field) is not System.Collections.IEnumerable elements)
            {
                return false;
            }

            foreach (var element in elements)
            {
                if (element is null ? IncludesNull : Values.Contains(element))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>The collection has these elements, in this order.</summary>
    public sealed record HasElements(RecordField Field, IReadOnlyList<object?> Values) : FilterNode
    {
        public override bool Matches(StoredRecord record) =>
            record.Value(Field) is System.Collections.IEnumerable elements && elements.Cast<object?>().SequenceEqual(Values);
    }

    /// <summary>The collection has elements.</summary>
    public sealed record NotEmpty(RecordField Field) : FilterNode
    {
        public override bool Matches(StoredRecord record) => record.Value(Field) is System.Collections.ICollection { Count: > 0 };
    }

    /// <summary>The text has another text in it, compared character by character.</summary>
    public sealed record Text(RecordField Field, TextOperator Operator, string Value) : FilterNode
    {
        public override bool Matches(StoredRecord record) => record.Value(Field) is string text && Matches(text, Operator, Value);

        internal static bool Matches(string text, TextOperator operation, string value) => operation switch
        {
            TextOperator.StartsWith => text.StartsWith(value, StringComparison.Ordinal),
            TextOperator.EndsWith => text.EndsWith(value, StringComparison.Ordinal),
            _ => text.Contains(value, StringComparison.Ordinal),
        };
    }

    /// <summary>The collection of texts has one with another text in it, compared character by character.</summary>
    public sealed record AnyText(RecordField Field, TextOperator Operator, string Value) : FilterNode
    {
        public override bool Matches(StoredRecord record) =>
            record.Value(Field) is System.Collections.IEnumerable elements && elements.OfType<string>().Any(text => Text.Matches(text, Operator, Value));
    }
}
