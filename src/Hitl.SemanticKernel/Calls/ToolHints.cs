namespace Hitl.SemanticKernel;

/// <summary>What a tool's server says of the tool, as the annotations of the Model Context Protocol have it.</summary>
/// <remarks>Hints are claims. They may raise the risk of a call; they lower it only for tools in <see cref="HitlOptions.TrustedHints"/>.</remarks>
/// <param name="ReadOnly"><c>readOnlyHint</c>: whether it changes nothing; <see langword="null"/> when not said.</param>
/// <param name="Destructive"><c>destructiveHint</c>: whether it may destroy and not only add; <see langword="null"/> when not said. Means nothing for a tool that only reads.</param>
/// <param name="Idempotent"><c>idempotentHint</c>: whether a second call with the same arguments has no further effect; <see langword="null"/> when not said.</param>
/// <param name="OpenWorld"><c>openWorldHint</c>: whether it deals with an open world of other parties; <see langword="null"/> when not said.</param>
public sealed record ToolHints(bool? ReadOnly = null, bool? Destructive = null, bool? Idempotent = null, bool? OpenWorld = null);
