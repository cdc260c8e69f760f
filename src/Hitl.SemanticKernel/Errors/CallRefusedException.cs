using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>A function that was invoked directly, or by another function, was not run: the policy denies it or a person rejected it.</summary>
public sealed class CallRefusedException : HitlException
{
    internal CallRefusedException(string tool, CallState state, string reason)
        : base($"'{tool}' was not run. {reason}")
    {
        Tool = tool;
        State = state;
    }

    /// <summary>The tool.</summary>
    public string Tool { get; }

    /// <summary><see cref="CallState.Denied"/> or <see cref="CallState.Rejected"/>.</summary>
    public CallState State { get; }
}
