namespace Hitl.SemanticKernel;

/// <summary>One reason behind a risk assessment, in words a reviewer can read.</summary>
/// <param name="Source">Who says so, for example <c>declared</c>, <c>rule</c>, <c>name</c>, or <c>scoring</c> when a scorer failed.</param>
/// <param name="Text">The reason itself, one sentence without a full stop.</param>
public sealed record RiskReason(string Source, string Text);
