namespace Hitl.Memory;

/// <summary>How a filter compares a property with a value.</summary>
internal enum CompareOperator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
