namespace Hitl.SemanticKernel;

/// <summary>Says who writes what some tools return.</summary>
public sealed class OutputRule
{
    /// <summary>The tools: full names, <c>Plugin-Function</c>, in which <c>*</c> stands for any characters; case is ignored.</summary>
    /// <value>Required.</value>
    public string Tool { get; set; } = "";

    /// <summary>Who may have written what they return.</summary>
    /// <value>Default <see cref="OutputOrigin.Internal"/>.</value>
    public OutputOrigin Origin { get; set; }
}
