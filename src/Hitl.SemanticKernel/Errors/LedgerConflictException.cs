using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>A call was changed by somebody else in the meantime; nothing was written. Read again and decide anew.</summary>
public sealed class LedgerConflictException : HitlException
{
    internal LedgerConflictException(string threadId)
        : base($"A call of thread '{threadId}' was changed in the meantime. Resume the thread to see where it stands.") => ThreadId = threadId;

    /// <summary>The thread.</summary>
    public string ThreadId { get; }
}
