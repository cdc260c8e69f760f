using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>A consumer of events will never be able to handle one as it is. It becomes a dead letter without further attempts.</summary>
/// <param name="message">Why.</param>
/// <param name="innerException">What was caught. Default: none.</param>
public sealed class DeliveryRefusedException(string message, Exception? innerException = null) : HitlException(message, innerException);
