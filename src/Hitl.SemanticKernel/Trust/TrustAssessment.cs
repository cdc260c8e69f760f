namespace Hitl.SemanticKernel;

/// <summary>How far one call can be trusted to be what the user wants, with the evidence. It is a signal of its own: a harmless call may be wrong, a risky one right.</summary>
public sealed record TrustAssessment
{
    /// <summary>Nothing is known.</summary>
    public static TrustAssessment Unknown { get; } = new();

    /// <summary>
    /// From 0 (surely wrong) to 1 (surely right): the signals pooled as weighted log-odds,
    /// logit(score) = sum(weight · logit(signal)) / sum(weight), each signal held between 0.01 and 0.99;
    /// <see langword="null"/> when no signal had anything to say.
    /// </summary>
    /// <remarks>The logarithmic opinion pool: C. Genest, J. Zidek, Combining Probability Distributions, Statistical Science 1 (1986).</remarks>
    public double? Score { get; init; }

    /// <summary>What each signal said. A signal that had nothing to say is not among them and counts nothing.</summary>
    public IReadOnlyList<TrustEvidence> Evidence { get; init; } = [];

    /// <summary>Whether every signal that was asked answered in time and made sense. Otherwise the call waits for a person. Default <see langword="true"/>.</summary>
    public bool IsComplete { get; init; } = true;
}
