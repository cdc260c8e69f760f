namespace Hitl.SemanticKernel;

/// <summary>When oversight counts as healthy.</summary>
public sealed class HitlHealthOptions
{
    /// <summary>How long a review may wait before the check says that something is wrong.</summary>
    /// <value>More than zero. Default: 1 day.</value>
    public TimeSpan MaxPendingAge { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long the store may take to answer the check.</summary>
    /// <value>10 milliseconds to 1 hour. Default: 5 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);
}
