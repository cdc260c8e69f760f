namespace Hitl.SemanticKernel;

/// <summary>Judges calls without running them: what would become of this call under the policy in force?</summary>
/// <remarks>
/// It asks the same scorers and signals as the filters, needs no store, writes nothing, and does not count towards bounds: a
/// decision with <see cref="PolicyDecision.Bounds"/> is the one for a call that keeps within them. Safe for concurrent use.
/// </remarks>
/// <example>
/// <code>
/// var judgment = await judge.JudgeAsync(new ToolCall { ThreadId = "t", CallId = "c", Tool = tool, Arguments = arguments, Digest = "" });
/// </code>
/// </example>
public sealed class CallJudge
{
    private readonly RiskScoring _risks;
    private readonly TrustScoring _trust;
    private readonly PolicyProvider _policy;

    internal CallJudge(RiskScoring risks, TrustScoring trust, PolicyProvider policy)
    {
        _risks = risks;
        _trust = trust;
        _policy = policy;
    }

    /// <summary>Judges one call.</summary>
    /// <param name="call">The call; <see cref="Conversation.Of"/> makes the conversation before it.</param>
    /// <param name="cancellationToken">Cancels the judgment.</param>
    public async ValueTask<Judgment> JudgeAsync(ToolCall call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        return (await JudgeByAsync(call, cancellationToken).ConfigureAwait(false)).Judgment;
    }

    /// <summary>The policy in force.</summary>
    internal OversightPolicy Policy => _policy.Current;

    /// <summary>Judges one call, and tells which policy did.</summary>
    internal async ValueTask<(Judgment Judgment, OversightPolicy Policy)> JudgeByAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var policy = _policy.Current;
        var risk = await _risks.AssessAsync(call, cancellationToken).ConfigureAwait(false);
        var trust = await _trust.AssessAsync(call, risk, cancellationToken).ConfigureAwait(false);
        return (new Judgment(risk, trust, policy.Decide(call, risk, trust, PolicyContext.None), policy.Mode == PolicyMode.Shadow), policy);
    }
}
