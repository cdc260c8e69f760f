namespace Hitl.SemanticKernel;

/// <summary>What becomes of calls; configuration section <c>Hitl:Policy</c>. See <see cref="OversightPolicy"/> for the order in which its parts count.</summary>
public sealed class PolicyOptions
{
    /// <summary>The name of the configuration section: <c>Hitl:Policy</c>.</summary>
    public const string SectionName = HitlOptions.SectionName + ":Policy";

    internal const double DefaultReviewFrom = 0.7;

    internal const double DefaultMonitorFrom = 0.3;

    /// <summary>What the policy is called. Its <see cref="OversightPolicy.Version"/> is this name and a digest of its content.</summary>
    /// <value>1 to 64 characters. Default <c>default</c>.</value>
    public string Name { get; set; } = "default";

    /// <summary>Whether verdicts are carried out.</summary>
    /// <value>Default <see cref="PolicyMode.Enforce"/>.</value>
    public PolicyMode Mode { get; set; }

    /// <summary>The rules, read from the top.</summary>
    /// <value>Default: none.</value>
    public IList<PolicyRule> Rules { get; } = [];

    /// <summary>The flags for which calls wait, whatever their score is.</summary>
    /// <value>Default Destructive, Privilege, CodeExecution and Tainted.</value>
    public RiskFlags ReviewFlags { get; set; } = RiskFlags.Destructive | RiskFlags.Privilege | RiskFlags.CodeExecution | RiskFlags.Tainted;

    /// <summary>The risk from which calls wait.</summary>
    /// <value>0 to 1. Default 0.7.</value>
    public double ReviewFrom { get; set; } = DefaultReviewFrom;

    /// <summary>The risk from which calls are watched; below it they proceed.</summary>
    /// <value>0 to <see cref="ReviewFrom"/>. Default 0.3.</value>
    public double MonitorFrom { get; set; } = DefaultMonitorFrom;

    /// <summary>The trust below which a call that would be watched waits. Unknown trust counts nothing.</summary>
    /// <value>0 to 1. Default 0.4.</value>
    public double TrustBelow { get; set; } = 0.4;

    /// <summary>How many distinct people must reject to end a review.</summary>
    /// <value>1 to 16. Default 1.</value>
    public int Rejections { get; set; } = 1;

    /// <summary>Whether a reviewer who escalated a review may not decide it afterwards.</summary>
    /// <value>Default <see langword="false"/>.</value>
    public bool SeparateEscalation { get; set; }

    /// <summary>The flags of calls that no approval covers but one for the very call: see <see cref="AlwaysScope"/>.</summary>
    /// <value>Default Destructive, Privilege, CodeExecution, Irreversible and Tainted.</value>
    public RiskFlags NeverAlways { get; set; } = RiskFlags.Destructive | RiskFlags.Privilege | RiskFlags.CodeExecution | RiskFlags.Irreversible | RiskFlags.Tainted;

    /// <summary>How long people have to decide each step. Default <see langword="null"/>: without end.</summary>
    /// <value>1 second to 366 days.</value>
    public TimeSpan? Deadline { get; set; }

    /// <summary>What a deadline does.</summary>
    /// <value>Default <see cref="DeadlineAction.Reject"/>.</value>
    public DeadlineAction OnDeadline { get; set; }

    /// <summary>Who decides in place of a step's groups when a deadline escalates, or a reviewer does: one after the other.</summary>
    /// <value>At most 8. Default: none.</value>
    public IList<EscalationLevel> EscalateTo { get; } = [];
}
