using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>Where every call is judged: risk, trust, then policy, then what becomes of it. It writes nothing.</summary>
internal sealed class OversightGate
{
    private static readonly JsonElement NoArguments = JsonElement.Parse("{}");

    private readonly CallJudge _judge;
    private readonly BoundCounters _bounds;
    private readonly ScopedApprovals _always;
    private readonly ShadowLog _shadow;

    public OversightGate(CallJudge judge, BoundCounters bounds, ScopedApprovals always, ShadowLog shadow)
    {
        _judge = judge;
        _bounds = bounds;
        _always = always;
        _shadow = shadow;
    }

    /// <summary>Judges one call.</summary>
    /// <param name="threadId">The thread.</param>
    /// <param name="request">The call.</param>
    /// <param name="newReviewId">Makes the id of the review that the call may need.</param>
    /// <param name="cancellationToken">Cancels the judgment.</param>
    /// <returns>The call with its first state: ready, pending, denied or failed.</returns>
    public async ValueTask<CallEntry> JudgeAsync(string threadId, RequestedCall request, Func<string> newReviewId, CancellationToken cancellationToken)
    {
        var begun = HitlTelemetry.GateBegins();
        var call = await JudgeRequestAsync(threadId, request, newReviewId, cancellationToken).ConfigureAwait(false);
        HitlTelemetry.Judged(call.Data.Verdict, call.Data.IsShadow, begun);
        return call;
    }

    private async ValueTask<CallEntry> JudgeRequestAsync(string threadId, RequestedCall request, Func<string> newReviewId, CancellationToken cancellationToken)
    {
        var arguments = request.Arguments ?? NoArguments;
        var (digest, error) = DigestOf(request.Tool.Name, arguments);
        error = request.Error ?? error;
        var (question, to) = ((HumanQuestion?)null, (HumanAddressee?)null);
        if (error is null && request.Tool.Human is { } human)
        {
            (question, to, error) = HumanQuestions.Read(arguments, human);
        }

        if (error is not null)
        {
            return Failed(request, arguments, digest, error);
        }

        var call = new ToolCall
        {
            ThreadId = threadId,
            CallId = request.Id,
            Tool = request.Tool,
            Arguments = arguments,
            Digest = digest,
            UserId = request.UserId,
            Conversation = request.Conversation,
            Confidence = request.Confidence,
            Request = request.Request,
        };
        var judgment = await JudgeAsync(call, isBounded: question is null, cancellationToken).ConfigureAwait(false);
        if (question is not null && judgment.Verdict != Verdict.Deny)
        {
            var data = CallDataOf.Judged(request, arguments, digest, judgment, waits: true);
            return new CallEntry(request.Id, HumanQuestions.DataOf(data, question, to!, request.Tool.Human!.Deadline), CallState.Pending)
            {
                ParentId = request.ParentId,
                ReviewId = newReviewId(),
                Function = request.Function,
                Arguments = request.Values,
            };
        }

        if (!request.Tool.AlwaysAsks
            && judgment is { IsShadow: false, Verdict: Verdict.Review, Risk.IsComplete: true, Trust.IsComplete: true }
            && NeverAlways(judgment.Risk.Flags) == RiskFlags.None
            && await _always.TryUseAsync(call, judgment, cancellationToken).ConfigureAwait(false) is { } approved)
        {
            judgment = judgment with { Decision = new PolicyDecision { Verdict = Verdict.Proceed, Reason = approved, PolicyVersion = judgment.Decision.PolicyVersion } };
        }

        if (judgment.IsShadow)
        {
            await _shadow.RecordAsync(call, judgment, cancellationToken).ConfigureAwait(false);
        }

        var state = judgment.Verdict switch
        {
            Verdict.Proceed or Verdict.Monitor => request.ByCaller ? CallState.Handed : CallState.Ready,
            Verdict.Deny => CallState.Denied,
            _ => CallState.Pending,
        };
        return new CallEntry(request.Id, CallDataOf.Judged(request, arguments, digest, judgment, waits: state == CallState.Pending), state)
        {
            ParentId = request.ParentId,
            ReviewId = state == CallState.Pending ? newReviewId() : null,
            Result = state == CallState.Denied ? ResultJson.Text(ToolMessages.Denied(judgment.Decision.Reason)) : null,
            Function = request.Function,
            Arguments = request.Values,
        };
    }

    /// <summary>Those of the flags for which the policy in force wants each call approved by itself.</summary>
    public RiskFlags NeverAlways(RiskFlags flags) => _judge.Policy.NeverAlways(flags);

    /// <summary>Judges the arguments that a reviewer wants to run instead.</summary>
    /// <param name="threadId">The thread.</param>
    /// <param name="call">The call on record.</param>
    /// <param name="arguments">The reviewer's arguments.</param>
    /// <param name="cancellationToken">Cancels the judgment.</param>
    public async ValueTask<(string Digest, Judgment Judgment)> JudgeEditAsync(
        string threadId, CallEntry call, JsonElement arguments, CancellationToken cancellationToken)
    {
        var tool = call.Data.Definition;
        var digest = CallDigest.Compute(tool.Name, arguments);
        var edited = new ToolCall { ThreadId = threadId, CallId = call.Id, Tool = tool, Arguments = arguments, Digest = digest, UserId = call.Data.UserId };
        return (digest, await JudgeAsync(edited, isBounded: false, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The digest of a call; arguments that have no canonical form are an error, and the digest is that of none.</summary>
    public static (string Digest, string? Error) DigestOf(string tool, JsonElement arguments)
    {
        try
        {
            return (CallDigest.Compute(tool, arguments), null);
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or InvalidOperationException)
        {
            return (CallDigest.Compute(tool, NoArguments), $"Error: The arguments cannot be read. {e.Message}");
        }
    }

    private async ValueTask<Judgment> JudgeAsync(ToolCall call, bool isBounded, CancellationToken cancellationToken)
    {
        var (judgment, policy) = await _judge.JudgeByAsync(call, cancellationToken).ConfigureAwait(false);
        return isBounded && judgment.Decision.Bounds.Count > 0 && await ExceededAsync(call, judgment, cancellationToken).ConfigureAwait(false) is { } exceeded
            ? judgment with { Decision = policy.Decide(call, judgment.Risk, judgment.Trust, new PolicyContext { Exceeded = exceeded }) }
            : judgment;
    }

    private async ValueTask<string?> ExceededAsync(ToolCall call, Judgment judgment, CancellationToken cancellationToken)
    {
        try
        {
            return await _bounds.ReserveAsync(call, judgment.Decision, judgment.IsShadow, cancellationToken).ConfigureAwait(false);
        }
        catch (OversightUnavailableException) when (judgment.IsShadow)
        {
            // In shadow mode nothing is held.
            return null;
        }
    }

    private static CallEntry Failed(RequestedCall request, JsonElement arguments, string digest, string error) =>
        new(request.Id, CallDataOf.Failed(request, arguments, digest, error), CallState.Failed)
        {
            ParentId = request.ParentId,
            Result = ResultJson.Text(error),
        };
}
