namespace Hitl.Memory;

/// <summary>Filters whose answer the entries of an index give by themselves, without a look at the records.</summary>
internal static class ExactFilter
{
    private const int MaxValues = 1000;

    /// <summary>Whether a filter only asks for indexed texts that equal one of some others: no record has two entries for such a property.</summary>
    public static bool Is(FilterNode filter) => filter switch
    {
        FilterNode.Compare { Operator: CompareOperator.Equal, Value: string text } compare => IsText(compare.Field) && StoredText.IsValid(text),
        FilterNode.In { IncludesNull: false } values =>
            IsText(values.Field) && values.Values.Count <= MaxValues && values.Values.All(value => value is string text && StoredText.IsValid(text)),
        _ => false,
    };

    private static bool IsText(RecordField field) => field is DataField { IsIndexed: true, IsCollection: false } && field.ScalarType == typeof(string);
}
