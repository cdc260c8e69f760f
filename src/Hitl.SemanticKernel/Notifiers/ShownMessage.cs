namespace Hitl.SemanticKernel;

/// <summary>A message as it is shown.</summary>
/// <param name="Role">Who wrote it: <c>user</c>, <c>assistant</c>, <c>system</c> or <c>tool</c>.</param>
/// <param name="Text">What it says, or which tools it calls.</param>
public sealed record ShownMessage(string Role, string Text);
