namespace Hitl.Memory;

/// <summary>How a filter looks for text in a text.</summary>
internal enum TextOperator
{
    Contains,
    StartsWith,
    EndsWith,
}
