using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>A thread on record breaks the rule that every call has exactly one result before the next model call, or cannot be read. Nothing was run.</summary>
public sealed class InvalidThreadException : HitlException
{
    internal InvalidThreadException(string threadId, string callId, string problem)
        : base($"The log of thread '{threadId}' is not valid: call '{callId}' {problem}.")
    {
        ThreadId = threadId;
        CallId = callId;
    }

    internal InvalidThreadException(string threadId, Exception innerException)
        : base($"The record of thread '{threadId}' cannot be read. {innerException.Message}", innerException) => ThreadId = threadId;

    /// <summary>The thread.</summary>
    public string ThreadId { get; }

    /// <summary>The call that breaks the rule; <see langword="null"/> when the record cannot be read.</summary>
    public string? CallId { get; }
}
