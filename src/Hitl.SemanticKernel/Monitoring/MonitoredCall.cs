namespace Hitl.SemanticKernel;

/// <summary>A call that runs, or ran, while people watch.</summary>
/// <param name="ThreadId">Its thread: what <see cref="StopTarget.Thread"/> stops.</param>
/// <param name="Call">What is on record of it, its state and result so far among it.</param>
public sealed record MonitoredCall(string ThreadId, CallRecord Call);
