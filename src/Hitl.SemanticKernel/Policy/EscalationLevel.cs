namespace Hitl.SemanticKernel;

/// <summary>Who decides when those before did not.</summary>
public sealed record EscalationLevel
{
    /// <summary>The groups whose members decide in place of those before; one approval is enough.</summary>
    /// <value>At least one.</value>
    public IList<string> ReviewerGroups { get; init; } = [];

    /// <summary>How long they have, from the escalation.</summary>
    /// <value>1 second to 366 days. Default 1 day.</value>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromDays(1);

    /// <summary>What happens then. Default <see langword="null"/>: the next level, and after the last one the call is rejected.</summary>
    public DeadlineAction? OnDeadline { get; init; }
}
