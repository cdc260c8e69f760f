namespace Hitl.SemanticKernel;

/// <summary>Who decides in one step of a review.</summary>
public sealed record ReviewStep
{
    /// <summary>The groups whose members may decide.</summary>
    /// <value>Default: none, and anybody may.</value>
    public IList<string> ReviewerGroups { get; init; } = [];

    /// <summary>How many distinct people must approve. One person counts once in a review, whatever the step.</summary>
    /// <value>1 to 16. Default 1.</value>
    public int Quorum { get; init; } = 1;
}
