namespace Hitl.SemanticKernel;

/// <summary>A rule of the app about how risky calls are.</summary>
/// <remarks>
/// When several rules apply, the highest risk and all flags count, and the call only reads when each rule that says something
/// of the risk says so. Such a rule takes precedence over what the tool declares and over what its name suggests, upwards and
/// downwards; one that says nothing of the risk (only <see cref="Idempotent"/>) leaves it to them. What becomes of a call is
/// the policy's: <see cref="PolicyRule"/>.
/// </remarks>
public sealed class RiskRule : CallRule
{
    /// <summary>The risk, from 0 to 1. Default <see langword="null"/>: 1 when flags are set, else 0 for a read-only call, else left to what the tool declares and to its name.</summary>
    public double? Risk { get; set; }

    /// <summary>What makes the call risky. Default <see cref="RiskFlags.None"/>.</summary>
    public RiskFlags Flags { get; set; }

    /// <summary>Whether such a call only reads. Default <see langword="false"/>.</summary>
    public bool ReadOnly { get; set; }

    /// <summary>Whether running such a call twice with the same idempotency key has the effect of running it once. Default <see langword="false"/>.</summary>
    public bool Idempotent { get; set; }
}
