namespace Hitl.SemanticKernel;

/// <summary>A rule of the policy: which calls it is about, and what becomes of them.</summary>
/// <remarks>
/// Rules are read from the top. The verdict is that of the first rule that fits and has one; a rule that denies wins over all
/// others, wherever it stands. Who may decide, the deadline and what it does each come from the first rule that fits and states it.
/// A rule without conditions is about every call.
/// </remarks>
public sealed class PolicyRule : CallRule
{
    /// <summary>The user for whom the agent acts (<c>UseUser</c>); <c>*</c> stands for any characters, case counts. Default <see langword="null"/>: any, and none.</summary>
    public string? User { get; set; }

    /// <summary>Holds when the call has one of these flags. Default <see cref="RiskFlags.None"/>: whatever its flags are.</summary>
    public RiskFlags Flags { get; set; }

    /// <summary>Holds when the risk is at least this. Default <see langword="null"/>: any.</summary>
    public double? RiskFrom { get; set; }

    /// <summary>Holds when the trust is known and below this. Default <see langword="null"/>: any, and unknown.</summary>
    public double? TrustBelow { get; set; }

    /// <summary>What becomes of the call. Default <see langword="null"/>: left to the rules below and to the thresholds.</summary>
    public Verdict? Verdict { get; set; }

    /// <summary>Whether a rule that lets calls run also covers calls with values that came from an untrusted source (<see cref="RiskFlags.Tainted"/>). Default <see langword="false"/>: such calls are left to the rules below.</summary>
    public bool AcceptTainted { get; set; }

    /// <summary>How much calls that the rule lets run may do; beyond one of the bounds they wait.</summary>
    /// <value>Default: none, and no bound. Needs a <see cref="Verdict"/> that lets calls run.</value>
    public IList<PolicyBound> Bounds { get; } = [];

    /// <summary>The groups whose members may decide, when the call waits. Default: none, and anybody may.</summary>
    public IList<string> ReviewerGroups { get; } = [];

    /// <summary>How many distinct people must approve, when the call waits. Default <see langword="null"/>: one.</summary>
    /// <value>1 to 16.</value>
    public int? Quorum { get; set; }

    /// <summary>The groups that decide after <see cref="ReviewerGroups"/>, one step after the other.</summary>
    /// <value>At most 8. Default: none, and the first step is the last.</value>
    public IList<ReviewStep> Then { get; } = [];

    /// <summary>How many distinct people must reject to end a review. Default <see langword="null"/>: that of the policy.</summary>
    /// <value>1 to 16.</value>
    public int? Rejections { get; set; }

    /// <summary>How long people have to decide each step, when the call waits. Default <see langword="null"/>: that of the policy.</summary>
    /// <value>1 second to 366 days.</value>
    public TimeSpan? Deadline { get; set; }

    /// <summary>What the deadline does. Default <see langword="null"/>: that of the policy.</summary>
    public DeadlineAction? OnDeadline { get; set; }

    /// <summary>Who decides in place of a step's groups when the deadline escalates, or a reviewer does: one after the other.</summary>
    /// <value>At most 8. Default: those of the policy.</value>
    public IList<EscalationLevel> EscalateTo { get; } = [];
}
