namespace Hitl.SemanticKernel;

/// <summary>What becomes of a call that nobody has decided when its deadline comes.</summary>
public enum DeadlineAction
{
    /// <summary>It does not run; the model is told that nobody decided in time.</summary>
    Reject,

    /// <summary>It runs: the deadline is a veto window, in which people may reject it. Where groups decide one after the other, it stands for the approval of one step.</summary>
    Approve,

    /// <summary>It keeps waiting.</summary>
    Wait,

    /// <summary>The next group decides, with a new deadline: see <see cref="PolicyRule.EscalateTo"/>.</summary>
    Escalate,
}
