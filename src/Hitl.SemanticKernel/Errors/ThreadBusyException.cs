using System.Globalization;
using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>Another run of the thread is under way, here or in another process; nothing was changed.</summary>
public sealed class ThreadBusyException : HitlException
{
    internal ThreadBusyException(string threadId, TimeSpan retryAfter)
        : base(string.Create(
            CultureInfo.InvariantCulture,
            $"Thread '{threadId}' is already running elsewhere. Wait for that run to end; if its process died, its lease ends in {retryAfter.TotalSeconds:0.0} s."))
    {
        ThreadId = threadId;
        RetryAfter = retryAfter;
    }

    /// <summary>The thread.</summary>
    public string ThreadId { get; }

    /// <summary>After what time the other run's lease ends, unless it is renewed or given back before.</summary>
    public TimeSpan RetryAfter { get; }
}
