using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>This run was too slow to renew its lease and another one took the thread over; what this run still wanted to write was not written.</summary>
public sealed class LeaseLostException : HitlException
{
    internal LeaseLostException(string threadId)
        : base($"This run of thread '{threadId}' lost its lease to another one and stopped. Resume the thread to see where it stands.") => ThreadId = threadId;

    /// <summary>The thread.</summary>
    public string ThreadId { get; }
}
