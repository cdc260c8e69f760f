using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>There is no thread with this id.</summary>
public sealed class UnknownThreadException : HitlException
{
    internal UnknownThreadException(string threadId)
        : base($"There is no thread '{threadId}'. Check the id, the key prefix and the server.") => ThreadId = threadId;

    /// <summary>The id that was asked for.</summary>
    public string ThreadId { get; }
}
