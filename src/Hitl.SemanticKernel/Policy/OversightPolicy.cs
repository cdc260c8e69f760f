using System.Globalization;

namespace Hitl.SemanticKernel;

/// <summary>What becomes of a call, given how risky it is and how far it can be trusted: a pure function with a version.</summary>
/// <remarks>
/// The first of these that fits decides:
/// <list type="number">
/// <item>a rule that denies, wherever it stands among the rules;</item>
/// <item>a call that could not be scored completely waits;</item>
/// <item>the first rule that fits and has a verdict;</item>
/// <item>a call of a tool about which nothing is known waits;</item>
/// <item>a call that only reads and carries nothing out proceeds;</item>
/// <item>a call with one of <see cref="PolicyOptions.ReviewFlags"/> waits;</item>
/// <item>a risk of <see cref="PolicyOptions.ReviewFrom"/> and more waits;</item>
/// <item>a risk of <see cref="PolicyOptions.MonitorFrom"/> and more waits when the trust is known and below <see cref="PolicyOptions.TrustBelow"/>, and is watched otherwise;</item>
/// <item>the rest proceeds.</item>
/// </list>
/// Nothing is denied unless a rule says so. Thread-safe.
/// </remarks>
public sealed class OversightPolicy
{
    private readonly PolicyOptions _options;
    private readonly CompiledPolicyRule[] _rules;

    /// <summary>Makes the policy of options. Later changes of them are not seen.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message says what to do.</exception>
    public OversightPolicy(PolicyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (PolicyOptionsValidator.Problems(options).ToList() is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
        }

        _options = PolicyJson.Copy(options);
        _rules = [.. _options.Rules.Select((rule, index) => new CompiledPolicyRule(rule, index))];
        Version = PolicyJson.Version(_options);
    }

    /// <summary>The name of the policy and a digest of its content, such as <c>default@3f9a52c01b7e</c>. Conditions in code are not part of the digest: give the policy another name when they change.</summary>
    public string Version { get; }

    /// <summary>Whether verdicts are carried out.</summary>
    public PolicyMode Mode => _options.Mode;

    /// <summary>Those of the flags for which an approval covers the very call only.</summary>
    internal RiskFlags NeverAlways(RiskFlags flags) => flags & _options.NeverAlways;

    /// <summary>Decides about a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="risk">How risky it is.</param>
    /// <param name="trust">How far it can be trusted.</param>
    /// <param name="context">What else is known.</param>
    public PolicyDecision Decide(ToolCall call, RiskAssessment risk, TrustAssessment trust, PolicyContext context)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(risk);
        ArgumentNullException.ThrowIfNull(trust);
        ArgumentNullException.ThrowIfNull(context);
        var fitting = new PolicyTerms(_options);
        (CompiledPolicyRule Rule, Verdict Verdict, string? Failure)? deciding = null;
        foreach (var rule in _rules)
        {
            if (!rule.Fits(call, risk, trust, out var failure))
            {
                continue;
            }

            fitting.Take(rule);
            if (rule.Rule.Verdict is Verdict.Deny)
            {
                return Decision(Verdict.Deny, failure is null ? rule.Explain(call.Tool.Name, Verdict.Deny) : $"{rule.Name} {failure}, so it applies and denies {call.Tool.Name}.");
            }

            if (deciding is null && (failure is not null || Covers(rule, risk)))
            {
                deciding = (rule, failure is null ? rule.Rule.Verdict!.Value : Verdict.Review, failure);
            }
        }

        var (verdict, reason, bounds) = !risk.IsComplete || !trust.IsComplete
            ? (Verdict.Review, $"{call.Tool.Name} could not be judged completely, so it waits.", [])
            : deciding is { } found ? ByRule(call, found, context)
            : ByScore(call, risk, trust);
        return verdict == Verdict.Review ? fitting.Waiting(Decision(verdict, reason))
            : bounds.Count == 0 ? Decision(verdict, reason)
            : Decision(verdict, reason) with { Bounds = bounds, BoundIds = deciding!.Value.Rule.BoundIds };
    }

    private static bool Covers(CompiledPolicyRule rule, RiskAssessment risk) =>
        rule.Rule.Verdict is { } verdict
        && (verdict >= Verdict.Review || rule.Rule.AcceptTainted || !risk.Flags.HasFlag(RiskFlags.Tainted));

    private static (Verdict Verdict, string Reason, IReadOnlyList<PolicyBound> Bounds) ByRule(
        ToolCall call, (CompiledPolicyRule Rule, Verdict Verdict, string? Failure) deciding, PolicyContext context)
    {
        var (rule, verdict, failure) = deciding;
        return failure is not null ? (Verdict.Review, $"{rule.Name} {failure}, so {call.Tool.Name} waits.", [])
            : rule.Bounds.Count == 0 ? (verdict, rule.Explain(call.Tool.Name, verdict), [])
            : context.Exceeded is { } exceeded ? (Verdict.Review, $"{rule.Name} lets {call.Tool.Name} run within bounds, and this call goes beyond: {exceeded}.", [])
            : (verdict, rule.Explain(call.Tool.Name, verdict), rule.Bounds);
    }

    private (Verdict Verdict, string Reason, IReadOnlyList<PolicyBound> Bounds) ByScore(ToolCall call, RiskAssessment risk, TrustAssessment trust)
    {
        var tool = call.Tool.Name;
        var waiting = risk.Flags & _options.ReviewFlags;
        var (verdict, reason) = risk switch
        {
            { IsKnown: false } => (Verdict.Review, $"Nothing is known about {tool}, so it waits."),
            { IsReadOnly: true, Flags: RiskFlags.None or RiskFlags.Privacy } when risk.Score < _options.MonitorFrom => (Verdict.Proceed, $"{tool} only reads."),
            _ when waiting != RiskFlags.None => (Verdict.Review, $"Calls that are {FlagWords.Of(waiting)} wait."),
            _ when risk.Score >= _options.ReviewFrom => (Verdict.Review, $"A risk of {Number(risk.Score)} waits, as does any from {Number(_options.ReviewFrom)}."),
            _ when risk.Score >= _options.MonitorFrom && trust.Score < _options.TrustBelow =>
                (Verdict.Review, $"A risk of {Number(risk.Score)} with a trust of {Number(trust.Score.Value)} waits, as trust is below {Number(_options.TrustBelow)}."),
            _ when risk.Score >= _options.MonitorFrom =>
                (Verdict.Monitor, $"A risk of {Number(risk.Score)} runs and is watched, from {Number(_options.MonitorFrom)} to below {Number(_options.ReviewFrom)}."),
            _ => (Verdict.Proceed, $"The risk of {Number(risk.Score)} is below {Number(_options.MonitorFrom)}."),
        };
        return (verdict, reason, []);
    }

    private PolicyDecision Decision(Verdict verdict, string reason) => new() { Verdict = verdict, Reason = reason, PolicyVersion = Version };

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
