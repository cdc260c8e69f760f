using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>A rule of the app about calls: which ones it is about, and what holds for them.</summary>
/// <remarks>
/// A rule applies when every condition that is set holds. When several rules apply, the highest risk, all flags and the
/// strictest verdict count, and the call only reads when each rule that says something of the risk says so. Such a rule takes
/// precedence over what the tool declares and over what its name suggests, upwards and downwards; one that says nothing of the
/// risk (only <see cref="Verdict"/> or <see cref="Idempotent"/>) leaves it to them.
/// </remarks>
public sealed class OversightRule
{
    /// <summary>The plugin's name; <c>*</c> stands for any characters, case is ignored. Default <see langword="null"/>: any.</summary>
    public string? Plugin { get; set; }

    /// <summary>The function's name; <c>*</c> stands for any characters, case is ignored. Default <see langword="null"/>: any.</summary>
    public string? Function { get; set; }

    /// <summary>Regular expressions that the named arguments must match; an absent argument matches nothing. Values that are not strings are matched as JSON. Case is ignored, in names too, as kernel arguments do.</summary>
    /// <remarks>A match is given 50 ms; when it takes longer, the rule applies, the call counts as risk 1 and at least waits.</remarks>
    public IDictionary<string, string> Arguments { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A condition in code over the arguments. Default <see langword="null"/>: none. When it throws, the rule applies, the call counts as risk 1 and at least waits.</summary>
    public Func<JsonElement, bool>? When { get; set; }

    /// <summary>The risk, from 0 to 1. Default <see langword="null"/>: 1 when flags are set, else 0 for a read-only call, else left to what the tool declares and to its name.</summary>
    public double? Risk { get; set; }

    /// <summary>What makes the call risky. Default <see cref="RiskFlags.None"/>.</summary>
    public RiskFlags Flags { get; set; }

    /// <summary>Whether such a call only reads. Default <see langword="false"/>.</summary>
    public bool ReadOnly { get; set; }

    /// <summary>Whether running such a call twice with the same idempotency key has the effect of running it once. Default <see langword="false"/>.</summary>
    public bool Idempotent { get; set; }

    /// <summary>The verdict that such a call gets whatever the policy says. Default <see langword="null"/>: left to the policy.</summary>
    public Verdict? Verdict { get; set; }

    /// <summary>Why, shown to reviewers and, when the call is denied, to the model. Default <see langword="null"/>: the rule's conditions.</summary>
    public string? Reason { get; set; }
}
