namespace Hitl.SemanticKernel;

/// <summary>A number in a text.</summary>
/// <param name="Shown">The number as it is written.</param>
/// <param name="Readings">The numbers that it may be: <c>1.234</c> is two.</param>
/// <param name="IsAmount">Whether it is an amount of money.</param>
internal sealed record Figure(string Shown, IReadOnlyList<decimal> Readings, bool IsAmount);
