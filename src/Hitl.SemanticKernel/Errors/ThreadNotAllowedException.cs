using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>The caller may not use the thread; nothing was read or changed (<see cref="OversightChatClient.AllowThread"/>).</summary>
public sealed class ThreadNotAllowedException : HitlException
{
    internal ThreadNotAllowedException(string threadId)
        : base($"Thread '{threadId}' is not for this caller. Check the conversation id.") => ThreadId = threadId;

    /// <summary>The thread.</summary>
    public string ThreadId { get; }
}
