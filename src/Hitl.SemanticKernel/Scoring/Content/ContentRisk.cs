namespace Hitl.SemanticKernel;

/// <summary>One kind of risk that the content of arguments can carry.</summary>
/// <param name="Source">The source of the reason.</param>
/// <param name="Score">The risk, from 0 to 1.</param>
/// <param name="Flags">What makes it risky.</param>
/// <param name="Text">What is said of the argument, after its name.</param>
internal sealed record ContentRisk(string Source, double Score, RiskFlags Flags, string Text);
