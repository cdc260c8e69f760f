namespace Hitl.SemanticKernel;

/// <summary>When oversight counts as healthy.</summary>
public sealed class HitlHealthOptions
{
    /// <summary>How long a review may wait before the check says that something is wrong.</summary>
    /// <value>More than zero. Default: 1 day.</value>
    public TimeSpan MaxPendingAge { get; set; } = TimeSpan.FromDays(1);
}
