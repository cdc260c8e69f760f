namespace Hitl.Memory;

/// <summary>
/// How recency counts in a search: score = <see cref="Match"/> * match + <see cref="Recency"/> * R, with
/// R = <see cref="Access"/> * 2^(-days since access / <see cref="AccessHalfLife"/>) + <see cref="Creation"/> * 2^(-days since creation / <see cref="CreationHalfLife"/>),
/// not less than 0 and not more than 1. The formula and the defaults are those of Redis Agent Memory Server.
/// </summary>
public sealed record RecencyWeights
{
    /// <summary>The defaults.</summary>
    public static readonly RecencyWeights Default = new();

    /// <summary>What the match counts.</summary>
    /// <value>0 to 1. Default 0.8.</value>
    public double Match { get; init; } = 0.8;

    /// <summary>What recency counts.</summary>
    /// <value>0 to 1. Default 0.2.</value>
    public double Recency { get; init; } = 0.2;

    /// <summary>What the last access counts in recency.</summary>
    /// <value>0 to 1. Default 0.6.</value>
    public double Access { get; init; } = 0.6;

    /// <summary>What the creation counts in recency.</summary>
    /// <value>0 to 1. Default 0.4.</value>
    public double Creation { get; init; } = 0.4;

    /// <summary>After how many days the last access counts half.</summary>
    /// <value>More than 0. Default 7.</value>
    public double AccessHalfLife { get; init; } = 7;

    /// <summary>After how many days the creation counts half.</summary>
    /// <value>More than 0. Default 30.</value>
    public double CreationHalfLife { get; init; } = 30;

    /// <summary>How recent a memory is.</summary>
    /// <param name="lastAccessed">When it was last found.</param>
    /// <param name="createdAt">When it was first known.</param>
    /// <param name="now">The time.</param>
    /// <returns>0 to 1.</returns>
    public double Of(DateTimeOffset lastAccessed, DateTimeOffset createdAt, DateTimeOffset now) =>
        Math.Clamp((Access * Half(now - lastAccessed, AccessHalfLife)) + (Creation * Half(now - createdAt, CreationHalfLife)), 0, 1);

    internal void ThrowIfInvalid()
    {
        double[] weights = [Match, Recency, Access, Creation];
        if (Array.Exists(weights, weight => !(weight is >= 0 and <= 1)) || !(AccessHalfLife > 0) || !(CreationHalfLife > 0))
        {
            throw new ArgumentException("Weights are from 0 to 1, and half-lives more than 0 days.");
        }
    }

    // What is said to be in the future is as recent as now.
    private static double Half(TimeSpan age, double days) => Math.Pow(2, -Math.Max(0, age.TotalDays) / days);
}
