namespace Hitl.Memory;

/// <summary>The working memory of the thread belongs to someone else. Nothing was read or changed.</summary>
public sealed class WorkingMemoryScopeException : HitlException
{
    /// <summary>Creates the error.</summary>
    /// <param name="threadId">The thread.</param>
    public WorkingMemoryScopeException(string threadId)
        : base($"The working memory of the thread '{threadId}' belongs to another namespace or user.") => ThreadId = threadId;

    /// <summary>The thread.</summary>
    public string ThreadId { get; }
}
