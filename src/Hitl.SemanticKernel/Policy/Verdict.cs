namespace Hitl.SemanticKernel;

/// <summary>What becomes of a call, from the most lenient to the strictest.</summary>
public enum Verdict
{
    /// <summary>The call runs.</summary>
    Proceed,

    /// <summary>The call is recorded and runs at once, and people watch (<see cref="MonitoredCalls"/>) and may stop its thread (<see cref="OversightStop"/>).</summary>
    Monitor,

    /// <summary>The call waits for a person.</summary>
    Review,

    /// <summary>The call does not run; the model is told why. Invoked directly, it throws <see cref="CallRefusedException"/>.</summary>
    Deny,
}
