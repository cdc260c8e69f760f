using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>A rule of the app about calls: which ones it is about, and what holds for them.</summary>
/// <remarks>
/// A rule applies when every condition that is set holds. When several rules apply, the highest risk, all flags and the
/// strictest verdict count. A rule takes precedence over what a tool declares and over what its name suggests.
/// </remarks>
public sealed class OversightRule
{
    /// <summary>The plugin's name; <c>*</c> stands for any characters, case is ignored. Default <see langword="null"/>: any.</summary>
    public string? Plugin { get; set; }

    /// <summary>The function's name; <c>*</c> stands for any characters, case is ignored. Default <see langword="null"/>: any.</summary>
    public string? Function { get; set; }

    /// <summary>Regular expressions that the named arguments must match, case ignored; an absent argument matches nothing. Values that are not strings are matched as JSON.</summary>
    public IDictionary<string, string> Arguments { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A condition in code over the arguments. Default <see langword="null"/>: none. When it throws, the rule applies and the call counts as risk 1.</summary>
    public Func<JsonElement, bool>? When { get; set; }

    /// <summary>The risk, from 0 to 1. Default <see langword="null"/>: 0 for a read-only call, else 1 when flags are set, else 0.5.</summary>
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
