namespace Hitl.SemanticKernel;

/// <summary>An argument as it is shown.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value: the text itself, anything else as JSON.</param>
public sealed record ShownArgument(string Name, string Value);
