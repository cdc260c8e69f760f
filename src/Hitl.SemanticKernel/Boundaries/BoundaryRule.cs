namespace Hitl.SemanticKernel;

/// <summary>What is done about results of some tools.</summary>
public sealed class BoundaryRule
{
    /// <summary>The plugin's name; <c>*</c> stands for any characters, case is ignored.</summary>
    /// <value>Default <see langword="null"/>: any.</value>
    public string? Plugin { get; set; }

    /// <summary>The function's name; <c>*</c> stands for any characters, case is ignored.</summary>
    /// <value>Default <see langword="null"/>: any.</value>
    public string? Function { get; set; }

    /// <summary>What must be wrong, one of <see cref="ResultKinds"/> or a name of the app's own.</summary>
    /// <value>Default: none, and the rule is about all of them.</value>
    public IList<string> Kinds { get; } = [];

    /// <summary>What is done.</summary>
    /// <value>Default <see cref="BoundaryActions.Pass"/>.</value>
    public BoundaryActions Actions { get; set; }
}
