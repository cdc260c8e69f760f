using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>A consumer of events cannot handle one now and says when to try again.</summary>
/// <param name="retryAfter">How long to wait; at most <see cref="EventConsumerOptions.MaxBackoff"/> counts.</param>
/// <param name="message">Why.</param>
/// <param name="innerException">What was caught. Default: none.</param>
public sealed class RetryLaterException(TimeSpan retryAfter, string message, Exception? innerException = null) : HitlException(message, innerException)
{
    /// <summary>How long to wait.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
