namespace Hitl.SemanticKernel;

/// <summary>How long a pattern may look at one text, in milliseconds.</summary>
/// <remarks>The texts are short and the patterns bounded, so it takes microseconds; it is long enough that a busy machine is not taken for a hard text.</remarks>
internal static class PatternTime
{
    /// <summary>The limit.</summary>
    public const int Limit = 2_000;
}
