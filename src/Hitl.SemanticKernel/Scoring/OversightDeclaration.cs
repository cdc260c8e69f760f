namespace Hitl.SemanticKernel;

/// <summary>What a tool's author declared about it.</summary>
/// <param name="Risk">The declared risk, from 0 to 1; <see langword="null"/> when it follows from the rest: 1 with flags, 0 for a tool that only reads, else from its name.</param>
/// <param name="Flags">What makes the tool risky.</param>
/// <param name="ReadOnly">Whether the tool only reads.</param>
/// <param name="Idempotent">Whether running a call twice has the effect of running it once.</param>
public sealed record OversightDeclaration(double? Risk, RiskFlags Flags, bool ReadOnly, bool Idempotent);
