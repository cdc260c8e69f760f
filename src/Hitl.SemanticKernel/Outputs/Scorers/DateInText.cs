namespace Hitl.SemanticKernel;

/// <summary>A date in a text.</summary>
/// <param name="Shown">The date as it is written.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="Readings">The dates that it may be; without a year it is 0.</param>
internal sealed record DateInText(string Shown, int Start, IReadOnlyList<(int Year, int Month, int Day)> Readings)
{
    /// <summary>Where it ends.</summary>
    public int End => Start + Shown.Length;
}
