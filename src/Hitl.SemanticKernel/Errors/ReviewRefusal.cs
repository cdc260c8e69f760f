namespace Hitl.SemanticKernel;

/// <summary>Why a person may not decide a review.</summary>
public enum ReviewRefusal
{
    /// <summary>The policy asks for a member of other groups, or the question goes to other people.</summary>
    NotAsked,

    /// <summary>The agent acts for this person.</summary>
    OwnRequest,

    /// <summary>The person has decided in this review already, and other people are needed.</summary>
    AlreadyVoted,

    /// <summary>The person escalated it, and the policy wants others to decide.</summary>
    OwnEscalation,
}
