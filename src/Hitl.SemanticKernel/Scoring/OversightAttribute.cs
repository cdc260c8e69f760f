namespace Hitl.SemanticKernel;

/// <summary>Declares the risk of a function, for every call of it: by a model, by the app, or by another function.</summary>
/// <remarks>
/// What the attribute says of the risk is taken as the truth about the function: its name is not looked at any more. An
/// attribute that says nothing of it (only <see cref="Idempotent"/>) leaves the risk to the name. Functions made from prompts have
/// no method, and so no attribute. Rules in <see cref="HitlOptions.Rules"/> take precedence over it.
/// </remarks>
/// <example>
/// <code>
/// [KernelFunction, Oversight(Risk = 0.9, Flags = RiskFlags.Financial)]
/// public Task&lt;string&gt; Refund(string orderId, decimal amount) => ...;
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OversightAttribute : Attribute
{
    /// <summary>The risk, from 0 to 1. Default <see cref="double.NaN"/>: 1 when flags are set, else 0 for a read-only function, else left to the name. A number outside of 0 to 1 counts as 1.</summary>
    public double Risk { get; set; } = double.NaN;

    /// <summary>What makes the function risky. Default <see cref="RiskFlags.None"/>.</summary>
    public RiskFlags Flags { get; set; }

    /// <summary>
    /// Whether the function only reads. It does not count together with <see cref="Flags"/> or a <see cref="Risk"/> of 0.3 and more.
    /// After a crash such a call is simply run again. Default <see langword="false"/>.
    /// </summary>
    public bool ReadOnly { get; set; }

    /// <summary>
    /// Whether running the function twice with the same idempotency key (<see cref="CurrentCall.IdempotencyKey"/>) has the
    /// effect of running it once. After a crash such a call is simply run again; for any other a person is asked. Default <see langword="false"/>.
    /// </summary>
    public bool Idempotent { get; set; }
}
