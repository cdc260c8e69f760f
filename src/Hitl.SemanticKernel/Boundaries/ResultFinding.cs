namespace Hitl.SemanticKernel;

/// <summary>One thing that is wrong with a result.</summary>
/// <param name="Kind">What it is: one of <see cref="ResultKinds"/>, or a name of the app's own of 1 to 40 small letters, digits, dots and hyphens.</param>
/// <param name="Reason">What is wrong, one sentence without a full stop. A model may be told it, so it quotes nothing of the result.</param>
public sealed record ResultFinding(string Kind, string Reason)
{
    /// <summary>More about it for people; a model is not told. Default <see langword="null"/>: nothing.</summary>
    public string? Detail { get; init; }

    /// <summary>What was done about it. The options decide; what a check sets does not count.</summary>
    public BoundaryActions Actions { get; init; }
}
