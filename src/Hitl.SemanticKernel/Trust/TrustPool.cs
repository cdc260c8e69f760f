namespace Hitl.SemanticKernel;

/// <summary>Pools evidence into one number: the logarithmic opinion pool of <see cref="TrustAssessment.Score"/>.</summary>
internal static class TrustPool
{
    private const double Least = 0.01;

    /// <summary>The pooled score; <see langword="null"/> without evidence.</summary>
    public static double? Score(IReadOnlyList<TrustEvidence> evidence)
    {
        var (sum, weights) = (0.0, 0.0);
        foreach (var one in evidence)
        {
            var score = Math.Clamp(one.Score, Least, 1 - Least);
            sum += one.Weight * Math.Log(score / (1 - score));
            weights += one.Weight;
        }

        return weights > 0 ? 1 / (1 + Math.Exp(-sum / weights)) : null;
    }
}
