using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>A log breaks the rule that every call has exactly one result before the next model call. Nothing was run or written.</summary>
public sealed class InvalidThreadException : HitlException
{
    internal InvalidThreadException(string threadId, string callId, string problem)
        : base($"The log of thread '{threadId}' is not valid: call '{callId}' {problem}.")
    {
        ThreadId = threadId;
        CallId = callId;
    }

    /// <summary>The thread.</summary>
    public string ThreadId { get; }

    /// <summary>The call that breaks the rule.</summary>
    public string CallId { get; }
}
